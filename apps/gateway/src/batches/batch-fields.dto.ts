import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { PRIORITIES, type Priority } from '@sluice/batches';
import { Transform } from 'class-transformer';
import { asFlag, asList } from '../http/as-text';
import { asNumber } from '../http/as-number';

const COLUMN_LENGTH = 200;
const MAX_KEPT_COLUMNS = 64;
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const MAX_URL_LENGTH = 2_000;
const VERSION = /^[0-9A-Za-z.+-]{1,64}$/;

/** Fields of POST /batch: form fields of a multipart body, or query parameters beside a raw one. */
export class BatchFields {
  @ApiPropertyOptional({ default: 'abuse' })
  @IsOptional()
  @Matches(NAME, { message: 'must be the name of a model' })
  model?: string;

  @ApiPropertyOptional({ description: 'The active version unless given' })
  @IsOptional()
  @Matches(VERSION, { message: 'must be a version of the model' })
  version?: string;

  @ApiPropertyOptional({
    enum: ['rows', 'sessions'],
    description: 'sessions when the file has the session column, else rows',
  })
  @IsOptional()
  @IsIn(['rows', 'sessions'])
  mode?: 'rows' | 'sessions';

  @ApiPropertyOptional({ minimum: 0, maximum: 1, description: 'Moves the lower edge of review' })
  @IsOptional()
  @Transform(asNumber)
  @IsNumber()
  @Min(0)
  @Max(1)
  threshold?: number;

  @ApiPropertyOptional({ default: 'text' })
  @IsOptional()
  @IsString()
  @MaxLength(COLUMN_LENGTH)
  text_column?: string;

  @ApiPropertyOptional({ default: 'session_id' })
  @IsOptional()
  @IsString()
  @MaxLength(COLUMN_LENGTH)
  session_column?: string;

  @ApiPropertyOptional({ default: 'user_id' })
  @IsOptional()
  @IsString()
  @MaxLength(COLUMN_LENGTH)
  user_column?: string;

  @ApiPropertyOptional({ description: 'occurred_at, else timestamp, unless given' })
  @IsOptional()
  @IsString()
  @MaxLength(COLUMN_LENGTH)
  time_column?: string;

  @ApiPropertyOptional({ default: 'id' })
  @IsOptional()
  @IsString()
  @MaxLength(COLUMN_LENGTH)
  id_column?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Columns of the file, with commas between, that the rows of the results repeat after their own',
    example: 'channel,language',
  })
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MAX_KEPT_COLUMNS)
  @IsString({ each: true })
  @MaxLength(COLUMN_LENGTH, { each: true })
  @MinLength(1, { each: true })
  @ArrayUnique()
  keep_columns?: readonly string[];

  @ApiPropertyOptional({
    default: false,
    description: 'true: say what would be found in the file, as POST /batch/validate does',
  })
  @IsOptional()
  @Transform(asFlag)
  @IsBoolean()
  validate_only?: boolean;

  @ApiPropertyOptional({
    enum: PRIORITIES,
    default: 'normal',
    description: 'Shares of the workers while several batches wait: 1, 4 and 16',
  })
  @IsOptional()
  @IsIn(PRIORITIES)
  priority?: Priority;

  @ApiPropertyOptional({
    format: 'uri',
    maxLength: MAX_URL_LENGTH,
    description: 'https URL that gets a signed webhook when the batch has ended',
    example: 'https://example.com/hooks/sluice',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_URL_LENGTH)
  callback_url?: string;
}
