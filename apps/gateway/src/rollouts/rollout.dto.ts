import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Rollout, RolloutCanary, Share } from '@sluice/rollouts';
import { Type } from 'class-transformer';
import { IsNumber, IsObject, IsOptional, Matches, Max, Min, ValidateBy, ValidateNested } from 'class-validator';
import type { RolloutView } from './rollout-view';

const VERSION = /^[0-9A-Za-z.-]{1,64}$/;
const MAX_VERSIONS = 32;
const PERCENTS = `must be percents from 0 to 100 by version, of 1 to ${MAX_VERSIONS} versions`;
const IsVersion = (): PropertyDecorator => Matches(VERSION, { message: 'must be a version of the model' });

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

export class CanaryDto implements RolloutCanary {
  @ApiProperty({ example: '2.0.0' })
  @IsVersion()
  readonly version!: string;

  @ApiProperty({ minimum: 0, maximum: 100, description: 'Of the sessions; the rest stay with the stable version' })
  @IsNumber()
  @Min(0)
  @Max(100)
  readonly percent!: number;
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
}

export class ShareDto implements Share {
  @ApiProperty({ example: '1.0.0' })
  readonly version!: string;

  @ApiProperty({ minimum: 0, maximum: 100 })
  readonly percent!: number;
}

export class RolloutRevisionDto {
  @ApiProperty({ type: 'integer' })
  readonly revision!: number;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ type: RolloutBody })
  readonly rollout!: Rollout;
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

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly updated_at!: string | null;

  @ApiProperty({ description: 'Whether the process that answers serves this revision already' })
  readonly followed!: boolean;

  @ApiProperty({ type: [RolloutRevisionDto], description: 'The last changes, newest first' })
  readonly history!: RolloutView['history'];
}
