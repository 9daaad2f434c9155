import { ApiProperty } from '@nestjs/swagger';
import { BATCH_STATES, type BatchState } from '@sluice/batches';

const DATE = { type: 'string', format: 'date-time' } as const;
const DATE_OR_NULL = { ...DATE, nullable: true } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;

export class BatchModelDto {
  @ApiProperty() readonly name!: string;
  @ApiProperty() readonly version!: string;
  @ApiProperty({ pattern: '^sha256:[0-9a-f]{64}$' }) readonly digest!: string;
}

export class BatchCountsDto {
  @ApiProperty({ ...COUNT, description: 'At the end succeeded + failed + cancelled; 0 until the file is read' })
  readonly total!: number;
  @ApiProperty(COUNT) readonly succeeded!: number;
  @ApiProperty(COUNT) readonly failed!: number;
  @ApiProperty(COUNT) readonly flagged!: number;
  @ApiProperty(COUNT) readonly cancelled!: number;
}

export class SessionActionsDto {
  @ApiProperty(COUNT) readonly allow!: number;
  @ApiProperty(COUNT) readonly review!: number;
  @ApiProperty(COUNT) readonly block!: number;
}

export class BatchSessionsDto {
  @ApiProperty(COUNT) readonly total!: number;
  @ApiProperty(COUNT) readonly flagged!: number;
  @ApiProperty() readonly by_action!: SessionActionsDto;
}

export class BatchErrorDto {
  @ApiProperty() readonly code!: string;
  @ApiProperty() readonly detail!: string;
}

export class BatchLinksDto {
  @ApiProperty() readonly status!: string;
  @ApiProperty() readonly results!: string;
  @ApiProperty() readonly sessions!: string;
  @ApiProperty() readonly errors!: string;
  @ApiProperty() readonly summary!: string;
  @ApiProperty() readonly events!: string;
}

export class BatchFileDto {
  @ApiProperty({ type: 'string', nullable: true }) readonly name!: string | null;
  @ApiProperty({
    minimum: 1,
    description: 'Lines of view=errors count through all files; those of this one begin here',
  })
  readonly first_line!: number;
}

export class BatchStatusDto {
  @ApiProperty({ description: 'ULID' }) readonly id!: string;
  @ApiProperty({ description: 'The same as id' }) readonly job_id!: string;
  @ApiProperty({ enum: BATCH_STATES }) readonly state!: BatchState;
  @ApiProperty({ enum: ['rows', 'sessions'] }) readonly mode!: 'rows' | 'sessions';
  @ApiProperty({ type: [BatchFileDto], nullable: true, description: 'null when the batch came as one file' })
  readonly files!: readonly BatchFileDto[] | null;
  @ApiProperty() readonly model!: BatchModelDto;
  @ApiProperty(DATE) readonly created_at!: string;
  @ApiProperty(DATE_OR_NULL) readonly started_at!: string | null;
  @ApiProperty(DATE_OR_NULL) readonly finished_at!: string | null;
  @ApiProperty(DATE) readonly expires_at!: string;
  @ApiProperty({ minimum: 0, maximum: 100 }) readonly progress_percent!: number;
  @ApiProperty(COUNT) readonly total_count!: number;
  @ApiProperty(COUNT) readonly processed_count!: number;
  @ApiProperty() readonly counts!: BatchCountsDto;
  @ApiProperty({ type: BatchSessionsDto, nullable: true, description: 'null in rows mode' })
  readonly sessions!: BatchSessionsDto | null;
  @ApiProperty({ type: 'number', nullable: true }) readonly rows_per_second!: number | null;
  @ApiProperty(DATE_OR_NULL) readonly estimated_completion!: string | null;
  @ApiProperty({ type: 'string', nullable: true }) readonly message!: string | null;
  @ApiProperty({ type: BatchErrorDto, nullable: true, description: 'Why the batch failed' })
  readonly error!: BatchErrorDto | null;
  @ApiProperty() readonly links!: BatchLinksDto;
}

export class BatchListDto {
  @ApiProperty({ type: [BatchStatusDto], description: 'Newest first' }) readonly batches!: readonly BatchStatusDto[];
  @ApiProperty({ type: 'string', nullable: true, description: 'The cursor of the next page' })
  readonly next_cursor!: string | null;
}
