import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { BatchQueue, BatchReader, readBacklog } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';
import { Roles } from '../access/route-access';
import { versioned } from '../http/versioned';
import { STORE } from '../store/store.token';

export class ScalerDto {
  @ApiProperty({ type: 'integer', description: 'Of a file that nobody has read yet an estimate by its size' })
  readonly rows_left!: number;
  @ApiProperty({ type: 'integer', description: 'Of all batches that run, as they ran lately' })
  readonly rows_per_second!: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'null while rows are left and none is being scored' })
  readonly seconds_to_drain!: number | null;
  @ApiProperty({ description: 'Age of the oldest batch that has not ended, 0 when there is none' })
  readonly oldest_age_seconds!: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Processes that score; null while Redis is away' })
  readonly workers!: number | null;
}

@ApiTags('ops')
@Controller(versioned('scaler'))
export class ScalerController {
  constructor(
    @Inject(STORE) private readonly store: ObjectStore,
    private readonly reader: BatchReader,
    private readonly queue: BatchQueue,
  ) {}

  @Get()
  @Roles('ops')
  @ApiOperation({ summary: 'How much work waits, for whoever decides on the number of workers' })
  @ApiOkResponse({ type: ScalerDto })
  async read(): Promise<ScalerDto> {
    const [backlog, workers] = await Promise.all([
      readBacklog(this.store, this.reader, Date.now()),
      this.queue.workers().catch(() => null),
    ]);
    return {
      rows_left: backlog.rowsLeft,
      rows_per_second: backlog.rowsPerSecond,
      seconds_to_drain: backlog.secondsToDrain,
      oldest_age_seconds: backlog.oldestAgeSeconds,
      workers,
    };
  }
}
