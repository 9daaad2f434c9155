import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { ACTIONS, ROW_REASONS } from '@sluice/detection';
import { ModelRefDto } from '../models/models.dto';

/** The verdict on one row. */
export class PredictionDto {
  @ApiProperty({ example: 'ABUSIVE', description: 'The positive label from the threshold on, else the negative one' })
  readonly label!: string;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'Probability of the positive label, 7 decimals' })
  readonly score!: number;

  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly threshold!: number;

  @ApiProperty({ enum: ACTIONS })
  readonly action!: string;

  @ApiProperty({ type: 'array', items: { type: 'string', enum: Object.keys(ROW_REASONS) } })
  readonly reasons!: readonly string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'number', minimum: 0, maximum: 1 },
    description: 'Probability of each category, when the model has them; they need not add up to 1',
  })
  readonly categories?: Readonly<Record<string, number>>;
}

const COUNT = { type: 'integer', minimum: 0 } as const;

/** A schema and no class: its members are not all known, since the manifest names one of them. */
const METADATA = {
  type: 'object',
  required: ['total_items', 'flagged_count', 'latency_ms', 'fallback', 'degraded'],
  properties: {
    total_items: COUNT,
    flagged_count: COUNT,
    latency_ms: { type: 'number', description: 'Milliseconds in the service, without the network' },
    fallback: { type: 'boolean', description: 'Whether a substitute answered for the model' },
    degraded: {
      type: 'array',
      items: { type: 'string' },
      description: 'What was not available and was done without',
    },
  },
  additionalProperties: {
    ...COUNT,
    description: 'flagged_count once more, by the positive label of the model: abusive_count, fraud_count',
  },
} satisfies ApiPropertyOptions;

/** The session with this call in it; only session_id and degraded when it could not be reached. */
export class SessionBlockDto {
  @ApiProperty()
  readonly session_id!: string;

  @ApiPropertyOptional({ type: 'integer' })
  readonly events?: number;

  @ApiPropertyOptional({ type: 'integer' })
  readonly flagged?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1 })
  readonly risk?: number;

  @ApiPropertyOptional({ enum: ACTIONS })
  readonly action?: string;

  @ApiPropertyOptional()
  readonly degraded?: boolean;
}

/** The answer of predict. */
export class PredictionsDto {
  @ApiProperty({ example: '01JD0000000000000000000000' })
  readonly id!: string;

  @ApiProperty({ type: ModelRefDto })
  readonly model!: ModelRefDto;

  @ApiProperty({ type: [PredictionDto], description: 'In the order of the texts or instances' })
  readonly predictions!: readonly PredictionDto[];

  @ApiProperty(METADATA)
  readonly metadata!: Readonly<Record<string, unknown>>;

  @ApiPropertyOptional({ type: SessionBlockDto, description: 'Of a call with a session_id, unless session is async' })
  readonly session?: SessionBlockDto;
}
