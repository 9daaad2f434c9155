import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  BATCH_STATES,
  RESULT_FORMATS,
  RESULT_VIEWS,
  type BatchState,
  type ResultFormat,
  type ResultView,
} from '@sluice/batches';
import { ACTIONS, type Action } from '@sluice/detection';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { asNumber } from '../http/as-number';

export class BatchListQuery {
  @ApiPropertyOptional({ enum: BATCH_STATES })
  @IsOptional()
  @IsIn(BATCH_STATES)
  state?: BatchState;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Transform(asNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: 'next_cursor of the page before' })
  @IsOptional()
  @Matches(/^[0-9A-HJKMNP-TV-Z]{26}$/, { message: 'must be a cursor of the page before' })
  cursor?: string;
}

export class ResultsQuery {
  @ApiPropertyOptional({ enum: RESULT_VIEWS, default: 'rows' })
  @IsOptional()
  @IsIn(RESULT_VIEWS)
  view?: ResultView;

  @ApiPropertyOptional({ enum: RESULT_FORMATS, description: 'Else by Accept; ndjson by default' })
  @IsOptional()
  @IsIn(RESULT_FORMATS)
  format?: ResultFormat;

  @ApiPropertyOptional({ enum: ACTIONS })
  @IsOptional()
  @IsIn(ACTIONS)
  action?: Action;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    description: 'Only rows with at least this score, or sessions with at least this risk',
  })
  @IsOptional()
  @Transform(asNumber)
  @IsNumber()
  @Min(0)
  @Max(1)
  min_score?: number;

  @ApiPropertyOptional({ minLength: 1, maxLength: 200, description: 'Only the rows of this session, or its verdict' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  session?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 10_000, description: 'A page instead of the whole view' })
  @IsOptional()
  @Transform(asNumber)
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit?: number;

  @ApiPropertyOptional({ description: 'From the Link header of the page before; good for the same view and filter' })
  @IsOptional()
  @Matches(/^[0-9]{1,15}\.[0-9a-f]{8}$/, { message: 'must be a cursor of the page before' })
  cursor?: string;
}
