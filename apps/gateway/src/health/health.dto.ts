import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Health, Readiness } from './health';

export class LiveDto {
  @ApiProperty({ enum: ['live'] })
  readonly status!: 'live';
}

export class ReadyDto implements Readiness {
  @ApiProperty({ enum: ['ready'] })
  readonly status!: 'ready';

  /** What is down, although requests are served. */
  @ApiProperty({ type: [String], example: ['redis'] })
  readonly degraded!: readonly string[];
}

export class ProbeDto {
  @ApiProperty()
  readonly ok!: boolean;

  @ApiPropertyOptional()
  readonly detail?: string;
}

export class CountsDto {
  @ApiProperty()
  readonly requests!: number;

  @ApiProperty({ description: 'Answers with a status of 500 or more' })
  readonly errors!: number;
}

export class HealthDto implements Health {
  @ApiProperty({ enum: ['ok', 'degraded', 'unavailable', 'draining'] })
  readonly status!: Health['status'];

  @ApiProperty({ type: ProbeDto, nullable: true })
  readonly model!: ProbeDto | null;

  @ApiProperty({ type: ProbeDto, nullable: true })
  readonly redis!: ProbeDto | null;

  @ApiProperty({ type: ProbeDto, nullable: true })
  readonly store!: ProbeDto | null;

  @ApiProperty({ description: 'Seconds since the process started' })
  readonly uptime_seconds!: number;

  @ApiProperty({ type: CountsDto })
  readonly counts!: CountsDto;

  @ApiProperty({ type: Number, nullable: true, description: 'Mean over all requests; null before the first' })
  readonly average_latency_ms!: number | null;
}
