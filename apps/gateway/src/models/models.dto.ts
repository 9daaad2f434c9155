import { ApiProperty } from '@nestjs/swagger';
import type { Digest, InputField, ModelRef } from '@sluice/contracts';
import type { BreakerState, ModelState, VersionChange } from '@sluice/inference';
import type { ModelDescription, ModelSummary, VersionDescription } from './describe-model';

const NAME = '^[a-z0-9][a-z0-9_-]{0,63}$';

/** Names one exact model. */
export class ModelRefDto implements ModelRef {
  @ApiProperty({ example: 'abuse', pattern: NAME })
  readonly name!: string;

  @ApiProperty({ example: '1.0.0' })
  readonly version!: string;

  @ApiProperty({
    type: String,
    pattern: '^sha256:[0-9a-f]{64}$',
    description: 'SHA-256 of manifest.json, which holds the digests of the other files',
  })
  readonly digest!: Digest;
}

/** Lower edges of review and block. */
export class BandsDto {
  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly review!: number;

  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly block!: number;
}

export class LabelsDto {
  @ApiProperty({ example: 'ABUSIVE' })
  readonly positive!: string;

  @ApiProperty({ example: 'BENIGN' })
  readonly negative!: string;
}

export class ThresholdsDto {
  @ApiProperty({ minimum: 0, maximum: 1, description: 'Score from which on a row is flagged' })
  readonly threshold!: number;

  @ApiProperty({ type: BandsDto, description: 'Of the score of a row' })
  readonly bands!: BandsDto;

  @ApiProperty({ type: BandsDto, description: 'Of the risk of a session' })
  readonly session_bands!: BandsDto;
}

export class MembersDto {
  @ApiProperty({ type: ModelRefDto, description: 'Scores every row' })
  readonly fast!: ModelRefDto;

  @ApiProperty({ type: ModelRefDto, description: 'Scores the rows of which the fast one is not sure' })
  readonly deep!: ModelRefDto;
}

/** What the manifest of a version says. */
export class ModelDescriptionDto implements ModelDescription {
  @ApiProperty({ enum: ['text', 'tabular'] })
  readonly kind!: 'text' | 'tabular';

  @ApiProperty({ example: 'binary' })
  readonly task!: 'binary';

  @ApiProperty()
  readonly description!: string;

  @ApiProperty()
  readonly license!: string;

  @ApiProperty({ type: LabelsDto })
  readonly labels!: LabelsDto;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'JSON Schema of what a request to predict must hold',
  })
  readonly schema!: Readonly<Record<string, unknown>>;

  @ApiProperty({
    type: 'array',
    nullable: true,
    items: { type: 'object', additionalProperties: true },
    description:
      'Fields of an instance as the manifest declares them: type, range, categories, and what becomes of values that are missing, unknown or ' +
      'out of range (refuse where nothing is said); null for a text model',
  })
  readonly inputs!: readonly InputField[] | null;

  @ApiProperty({ type: [String], description: 'Names of the scores that stand beside the positive one' })
  readonly categories!: readonly string[];

  @ApiProperty({ type: String, nullable: true, description: 'Model that judges sessions; null: the formula' })
  readonly session_model!: string | null;

  @ApiProperty({ type: MembersDto, nullable: true, description: 'What a cascade is made of' })
  readonly members!: MembersDto | null;

  @ApiProperty({ type: ThresholdsDto })
  readonly thresholds!: ThresholdsDto;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, description: 'As measured by the recipe' })
  readonly metrics!: Readonly<Record<string, number>>;
}

export class ModelVersionDto implements VersionDescription {
  @ApiProperty({ example: '1.0.0' })
  readonly version!: string;

  @ApiProperty({ enum: ['READY', 'LOADING', 'UNAVAILABLE'] })
  readonly state!: ModelState;

  @ApiProperty({ type: String, nullable: true, description: 'Why the version is UNAVAILABLE' })
  readonly reason!: string | null;

  @ApiProperty({ description: 'Whether requests that name no version get this one' })
  readonly active!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['closed', 'open', 'half_open'],
    description: 'Circuit breaker of the version in the process that answers; null unless it is READY',
  })
  readonly breaker!: BreakerState | null;

  @ApiProperty({ type: String, nullable: true, description: 'null until the manifest was read' })
  readonly digest!: Digest | null;

  @ApiProperty({ type: ModelDescriptionDto, nullable: true, description: 'null until the manifest was read' })
  readonly model!: ModelDescriptionDto | null;
}

export class ModelDto implements ModelSummary {
  @ApiProperty({ example: 'abuse', pattern: NAME })
  readonly name!: string;

  @ApiProperty({ type: String, nullable: true, description: 'null when no version can be served' })
  readonly active_version!: string | null;

  @ApiProperty({ type: [ModelVersionDto], description: 'Newest first' })
  readonly versions!: readonly ModelVersionDto[];
}

export class ModelsDto {
  @ApiProperty({ type: [ModelDto] })
  readonly models!: readonly ModelDto[];
}

export class VersionChangeDto implements VersionChange {
  @ApiProperty({ example: 'abuse', pattern: NAME })
  readonly name!: string;

  @ApiProperty({ example: '1.0.0' })
  readonly version!: string;

  @ApiProperty({
    enum: ['added', 'replaced', 'retired', 'failed'],
    description: 'failed: the version cannot be loaded, and what served before still does',
  })
  readonly change!: VersionChange['change'];

  @ApiProperty({ type: String, nullable: true, description: 'Why it failed' })
  readonly reason!: string | null;
}

export class ReloadedDto extends ModelsDto {
  @ApiProperty({ type: [VersionChangeDto], description: 'Empty when the folder holds what is loaded already' })
  readonly changes!: readonly VersionChange[];
}
