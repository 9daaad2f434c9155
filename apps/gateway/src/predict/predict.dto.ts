import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
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

/** Also holds the count that the model names, such as abusive_count. */
export class PredictionsMetadataDto {
  @ApiProperty({ type: 'integer' })
  readonly total_items!: number;

  @ApiProperty({ type: 'integer' })
  readonly flagged_count!: number;

  @ApiProperty({ description: 'Milliseconds in the service, without the network' })
  readonly latency_ms!: number;

  @ApiProperty({ description: 'Whether a substitute answered for the model' })
  readonly fallback!: boolean;

  @ApiProperty({ type: [String], description: 'What was not available and was done without' })
  readonly degraded!: readonly string[];
}

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

  @ApiProperty({ type: PredictionsMetadataDto })
  readonly metadata!: PredictionsMetadataDto;

  @ApiPropertyOptional({ type: SessionBlockDto, description: 'Of a call with a session_id, unless session is async' })
  readonly session?: SessionBlockDto;
}
