import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ERROR_TITLES, type ErrorCode } from '@sluice/contracts';
import type { Problem } from './problem';

export class FieldErrorDto {
  @ApiProperty({ description: 'JSON pointer into the body, or /query/name, /path/name, /header/name' })
  readonly pointer!: string;

  @ApiProperty({ example: 'REQUIRED' })
  readonly code!: string;

  @ApiProperty()
  readonly message!: string;

  @ApiPropertyOptional({ description: 'Physical line of the file, 1-based' })
  readonly line?: number;
}

/** The body of every answer with a status >= 400. */
export class ProblemDto implements Problem {
  @ApiProperty({ example: 'urn:sluice:error:INVALID_BODY' })
  readonly type!: string;

  @ApiProperty()
  readonly title!: string;

  @ApiProperty({ type: 'integer', example: 422 })
  readonly status!: number;

  @ApiProperty({ description: 'What is wrong and what to do next' })
  readonly detail!: string;

  @ApiProperty({ example: 'urn:sluice:request:01JD0000000000000000000000' })
  readonly instance!: string;

  @ApiProperty({ enum: Object.keys(ERROR_TITLES), description: 'Stable' })
  readonly code!: ErrorCode;

  @ApiProperty()
  readonly request_id!: string;

  @ApiProperty({ type: [FieldErrorDto] })
  readonly errors!: readonly FieldErrorDto[];

  @ApiPropertyOptional({ description: 'Seconds, as in Retry-After' })
  readonly retry_after?: number;
}
