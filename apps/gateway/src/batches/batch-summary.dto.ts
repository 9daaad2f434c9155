import { ApiProperty } from '@nestjs/swagger';
import { BATCH_STATES, HISTOGRAM_BINS, type BatchSummary } from '@sluice/batches';
import { ACTIONS, SESSION_REASONS, type Action, type SessionReason } from '@sluice/detection';
import { BatchCountsDto, SessionActionsDto } from './batch-status.dto';

const COUNT = { type: 'integer', minimum: 0 } as const;
const SECONDS = { type: 'number', minimum: 0 } as const;
const SCORE = { type: 'number', minimum: 0, maximum: 1 } as const;
const HISTOGRAM = {
  type: 'array',
  items: COUNT,
  minItems: HISTOGRAM_BINS,
  maxItems: HISTOGRAM_BINS,
  description: 'Counts of 20 equal bins of 0 to 1; a bin has its lower edge, the last one 1 as well',
} as const;

export class ScoreSummaryDto {
  @ApiProperty(HISTOGRAM) readonly histogram!: readonly number[];
  @ApiProperty({ ...SCORE, nullable: true, description: 'null, as the quantiles, when no row has a score' })
  readonly mean!: number | null;
  @ApiProperty({ ...SCORE, nullable: true }) readonly p50!: number | null;
  @ApiProperty({ ...SCORE, nullable: true }) readonly p90!: number | null;
  @ApiProperty({ ...SCORE, nullable: true }) readonly p95!: number | null;
  @ApiProperty({ ...SCORE, nullable: true }) readonly p99!: number | null;
}

export class RowSummaryDto {
  @ApiProperty() readonly by_action!: SessionActionsDto;
  @ApiProperty({ type: 'object', additionalProperties: COUNT }) readonly by_label!: BatchSummary['rows']['by_label'];
  @ApiProperty() readonly score!: ScoreSummaryDto;
}

export class TopSessionDto {
  @ApiProperty() readonly session_id!: string;
  @ApiProperty({ type: 'string', nullable: true }) readonly user_id!: string | null;
  @ApiProperty(COUNT) readonly events!: number;
  @ApiProperty(COUNT) readonly flagged!: number;
  @ApiProperty(SCORE) readonly risk!: number;
  @ApiProperty({ enum: ACTIONS }) readonly action!: Action;
  @ApiProperty({ type: 'array', items: { type: 'string', enum: Object.keys(SESSION_REASONS) } })
  readonly reasons!: readonly SessionReason[];
}

export class SessionSummaryDto {
  @ApiProperty(COUNT) readonly total!: number;
  @ApiProperty() readonly by_action!: SessionActionsDto;
  @ApiProperty(HISTOGRAM) readonly risk_histogram!: readonly number[];
  @ApiProperty({ type: [TopSessionDto], maxItems: 10, description: 'The riskiest' })
  readonly top!: readonly TopSessionDto[];
}

export class ErrorSummaryDto {
  @ApiProperty() readonly code!: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) readonly count!: number;
  @ApiProperty({ type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: 5, description: 'Physical lines' })
  readonly first_lines!: readonly number[];
}

export class StageSecondsDto {
  @ApiProperty({ ...SECONDS, description: 'Until a worker began' }) readonly waiting!: number;
  @ApiProperty(SECONDS) readonly planning!: number;
  @ApiProperty({ ...SECONDS, description: 'Until the last chunk; after a retry with the time before it' })
  readonly scoring!: number;
  @ApiProperty(SECONDS) readonly finishing!: number;
  @ApiProperty(SECONDS) readonly total!: number;
}

export class BatchSummaryDto implements BatchSummary {
  @ApiProperty({ description: 'ULID' }) readonly id!: string;
  @ApiProperty({ enum: BATCH_STATES }) readonly state!: BatchSummary['state'];
  @ApiProperty() readonly counts!: BatchCountsDto;
  @ApiProperty() readonly rows!: RowSummaryDto;
  @ApiProperty({ type: SessionSummaryDto, nullable: true, description: 'null in rows mode' })
  readonly sessions!: SessionSummaryDto | null;
  @ApiProperty({ type: [ErrorSummaryDto], description: 'Most frequent first' })
  readonly errors!: readonly ErrorSummaryDto[];
  @ApiProperty() readonly seconds!: StageSecondsDto;
  @ApiProperty({ type: 'number', nullable: true }) readonly rows_per_second!: number | null;
}
