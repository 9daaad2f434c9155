import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Guard, Rollback, Rollout, RolloutCanary, Share } from '@sluice/rollouts';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { BreachDto } from './comparison.dto';
import type { RolloutView } from './rollout-view';

const VERSION = /^[0-9A-Za-z.-]{1,64}$/;
const MAX_VERSIONS = 32;
const PERCENTS = `must be percents from 0 to 100 by version, of 1 to ${MAX_VERSIONS} versions`;
/** Each scores every request again. */
const MAX_SHADOWS = 4;
const NOT_A_VERSION = 'must be a version of the model';
const IsVersion = (): PropertyDecorator => Matches(VERSION, { message: NOT_A_VERSION });
const IfGiven = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

function arePercents(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  const isPercent = (percent: unknown): boolean => typeof percent === 'number' && percent >= 0 && percent <= 100;
  return (
    entries.length > 0 &&
    entries.length <= MAX_VERSIONS &&
    entries.every(([version, percent]) => VERSION.test(version) && isPercent(percent))
  );
}

export class GuardDto implements Partial<Guard> {
  @ApiPropertyOptional({ type: 'integer', default: 200, description: 'Requests of the canary before it is judged' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly min_requests?: number;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    ...{ minimum: 0, maximum: 1, default: 0.02 },
    description: 'How much larger its share of failed requests may be; null: not watched',
  })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly error_rate?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    ...{ minimum: 1, default: 2 },
    description: 'How many times longer its p95 latency may be; null: not watched',
  })
  @IsOptional()
  @IsNumber()
  @Min(1)
  @Max(1_000)
  readonly p95_ratio?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    ...{ minimum: 0, default: 0.25 },
    description: 'Largest population stability index of its scores; null: not watched',
  })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  readonly psi?: number | null;
}

export class CanaryDto implements RolloutCanary {
  @ApiProperty({ example: '2.0.0' })
  @IsVersion()
  readonly version!: string;

  @ApiProperty({ minimum: 0, maximum: 100, description: 'Of the sessions; the rest stay with the stable version' })
  @IsNumber()
  @Min(0)
  @Max(100)
  readonly percent!: number;

  @ApiPropertyOptional({ type: GuardDto, description: 'Bounds; a canary that leaves one is taken back by itself' })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => GuardDto)
  readonly guard?: GuardDto;
}

/** At most one of pinned, weights and canary; `{}`: the newest good version serves. */
export class RolloutBody implements Rollout {
  @ApiPropertyOptional({ example: '1.0.0', description: 'This version alone' })
  @IsOptional()
  @IsVersion()
  readonly pinned?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'number', minimum: 0, maximum: 100 },
    description: 'Percent by version, of any number of versions up to 32; they sum to 100',
  })
  @IsOptional()
  @ValidateBy({ name: 'percents', validator: { validate: arePercents, defaultMessage: () => PERCENTS } })
  readonly weights?: Readonly<Record<string, number>>;

  @ApiPropertyOptional({ type: CanaryDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => CanaryDto)
  readonly canary?: CanaryDto;

  @ApiPropertyOptional({ example: '1.0.0', description: 'Beside canary: what serves the rest; else what serves now' })
  @IsOptional()
  @IsVersion()
  readonly stable?: string;

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_SHADOWS,
    description: 'Versions that score the same requests after the answer; see GET /models/{name}/comparison',
  })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_SHADOWS)
  @ArrayUnique()
  @Matches(VERSION, { each: true, message: NOT_A_VERSION })
  readonly shadow?: readonly string[];
}

export class ShareDto implements Share {
  @ApiProperty({ example: '1.0.0' })
  readonly version!: string;

  @ApiProperty({ minimum: 0, maximum: 100 })
  readonly percent!: number;
}

export class RollbackDto implements Rollback {
  @ApiProperty({ type: 'integer', description: 'Revision that was taken back' })
  readonly revision!: number;

  @ApiProperty({ example: '2.0.0' })
  readonly version!: string;

  @ApiProperty({ type: [BreachDto], description: 'The evidence' })
  readonly breaches!: Rollback['breaches'];
}

export class RolloutRevisionDto {
  @ApiProperty({ type: 'integer' })
  readonly revision!: number;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ type: RolloutBody })
  readonly rollout!: Rollout;

  @ApiProperty({ type: RollbackDto, nullable: true, description: 'Of a revision that nobody asked for' })
  readonly rollback!: Rollback | null;
}

export class RolloutDto implements RolloutView {
  @ApiProperty({ example: 'abuse' })
  readonly name!: string;

  @ApiProperty({ type: 'integer', description: 'Grows by 1 with every change; 0: none was ever set' })
  readonly revision!: number;

  @ApiProperty({ enum: ['newest', 'pinned', 'weights', 'canary'] })
  readonly mode!: RolloutView['mode'];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Serves batches, /v2, and whatever does not choose by session',
  })
  readonly stable!: string | null;

  @ApiProperty({ type: [ShareDto] })
  readonly shares!: readonly Share[];

  @ApiProperty({ type: CanaryDto, nullable: true })
  readonly canary!: CanaryDto | null;

  @ApiProperty({ type: [String] })
  readonly shadow!: readonly string[];

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly updated_at!: string | null;

  @ApiProperty({ description: 'Whether the process that answers serves this revision already' })
  readonly followed!: boolean;

  @ApiProperty({ type: [RolloutRevisionDto], description: 'The last changes, newest first' })
  readonly history!: RolloutView['history'];
}
