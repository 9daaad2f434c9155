import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ACTIONS } from '@sluice/detection';
import { VERDICT_REASONS, type ActionMatrix, type Agreement, type Breach, type McNemarTest } from '@sluice/rollouts';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { ComparisonView, VersionComparison, VersionRole, VersionStatistics } from './comparison-view';

const ROLES = ['stable', 'canary', 'share', 'shadow'];
const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

export class ComparisonQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Of the rollout; else the newest' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(9_999_999_999)
  readonly revision?: number;
}

class LatencyDto {
  @ApiProperty({ type: Number, nullable: true })
  readonly p50!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly p95!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly p99!: number | null;
}

class VersionStatisticsDto implements VersionStatistics {
  @ApiProperty({ example: '1.0.0' })
  readonly version!: string;

  @ApiProperty({ enum: ROLES })
  readonly role!: VersionRole;

  @ApiProperty({ type: 'integer' })
  readonly requests!: number;

  @ApiProperty({ type: 'integer', description: 'Of the requests: those that the version could not answer' })
  readonly failed!: number;

  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly error_rate!: number;

  @ApiProperty({ type: 'integer', description: 'Requests that a shadow was too busy for' })
  readonly dropped!: number;

  @ApiProperty({ type: 'integer' })
  readonly rows!: number;

  @ApiProperty({ ...COUNTS, description: `Rows by action: ${ACTIONS.join(', ')}` })
  readonly actions!: VersionStatistics['actions'];

  @ApiProperty({ type: LatencyDto, description: 'Milliseconds, up to a fifth too high; null without requests' })
  readonly latency_ms!: VersionStatistics['latency_ms'];
}

class McNemarDto implements McNemarTest {
  @ApiProperty({ enum: ['exact', 'chi_squared'], description: 'exact: of fewer than 25 rows that differ' })
  readonly method!: McNemarTest['method'];

  @ApiProperty({ type: 'integer', description: 'Rows that only the stable version flagged' })
  readonly only_first!: number;

  @ApiProperty({ type: 'integer', description: 'Rows that only the candidate flagged' })
  readonly only_second!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'Two-sided' })
  readonly p_value!: number;
}

class AgreementDto implements Agreement {
  @ApiProperty({ type: 'integer', description: 'Rows that both versions scored' })
  readonly rows!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Share of them with the same action' })
  readonly rate!: number | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: COUNTS,
    description: 'Rows by action of the stable version, then of the candidate',
  })
  readonly matrix!: ActionMatrix;

  @ApiProperty({ type: McNemarDto, description: 'On flagged (review or block) against allowed' })
  readonly mcnemar!: McNemarTest;
}

export class BreachDto implements Breach {
  @ApiProperty({ enum: ['error_rate', 'p95_ms', 'psi'] })
  readonly metric!: Breach['metric'];

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of the stable version; null where the two are one number',
  })
  readonly stable!: number | null;

  @ApiProperty()
  readonly candidate!: number;

  @ApiProperty({ description: 'What the candidate may have at most' })
  readonly bound!: number;
}

class VersionComparisonDto implements VersionComparison {
  @ApiProperty({ example: '2.0.0' })
  readonly candidate!: string;

  @ApiProperty({ enum: ROLES })
  readonly role!: VersionRole;

  @ApiProperty({ example: '1.0.0' })
  readonly stable!: string;

  @ApiProperty({
    description: 'Population stability index of the scores; under 0.1 alike, over 0.25 another population',
  })
  readonly psi!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'psi that chance exceeds once in a thousand times' })
  readonly noise!: number | null;

  @ApiProperty({ type: AgreementDto, nullable: true, description: 'Of a shadow; others see other requests' })
  readonly agreement!: Agreement | null;

  @ApiProperty({ type: [BreachDto], description: 'Bounds that the candidate left' })
  readonly breaches!: readonly Breach[];

  @ApiProperty({ enum: ['promote', 'keep_waiting', 'reject'] })
  readonly verdict!: VersionComparison['verdict'];

  @ApiProperty({ type: 'array', items: { type: 'string', enum: Object.keys(VERDICT_REASONS) } })
  readonly reasons!: VersionComparison['reasons'];
}

export class ComparisonDto implements ComparisonView {
  @ApiProperty({ example: 'abuse' })
  readonly name!: string;

  @ApiProperty({ type: 'integer', description: 'Of the rollout; 0: none was ever set' })
  readonly revision!: number;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'null: nothing was counted yet' })
  readonly since!: string | null;

  @ApiProperty({ description: 'Redis is away: only what the process that answers counted since' })
  readonly degraded!: boolean;

  @ApiProperty({ type: [VersionStatisticsDto] })
  readonly versions!: readonly VersionStatistics[];

  @ApiProperty({ type: [VersionComparisonDto], description: 'Each other version against the stable one' })
  readonly comparisons!: readonly VersionComparison[];
}
