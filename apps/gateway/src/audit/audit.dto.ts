import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OUTCOMES, type AuditRecord, type JsonObject, type Outcome } from '@sluice/audit';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { asNumber } from '../http/as-number';

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;
const NOT_A_TIME = { message: 'must be a time of RFC 3339' };

export class AuditQuery {
  @ApiPropertyOptional({ description: 'Id of a key, or open, command line, system, unknown' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_ -]{1,64}$/, { message: 'must be the id of a key, or open, command line, system, unknown' })
  actor?: string;

  @ApiPropertyOptional({ example: 'key.create' })
  @IsOptional()
  @Matches(/^[a-z-]{1,40}\.[a-z-]{1,40}$/, { message: 'must be an action, such as key.create' })
  action?: string;

  @ApiPropertyOptional({ enum: OUTCOMES })
  @IsOptional()
  @IsIn(OUTCOMES)
  outcome?: Outcome;

  @ApiPropertyOptional()
  @IsOptional()
  @Matches(/^[a-z0-9][a-z0-9_-]{0,63}$/, { message: 'must be a tenant' })
  tenant?: string;

  @ApiPropertyOptional({ description: 'RFC 3339; records of this time and later' })
  @IsOptional()
  @Matches(RFC_3339, NOT_A_TIME)
  from?: string;

  @ApiPropertyOptional({ description: 'RFC 3339; records before this time' })
  @IsOptional()
  @Matches(RFC_3339, NOT_A_TIME)
  to?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 500, default: 50 })
  @IsOptional()
  @Transform(asNumber)
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;

  @ApiPropertyOptional({ description: 'next_cursor of the page before' })
  @IsOptional()
  @Matches(/^[0-9]{1,15}$/, { message: 'must be next_cursor of the page before' })
  cursor?: string;
}

export class AuditRecordDto implements AuditRecord {
  @ApiProperty({ type: 'integer', description: 'Its place in the chain, from 1' })
  readonly seq!: number;
  @ApiProperty()
  readonly at!: string;
  @ApiProperty({ description: 'Id of a key, or open, command line, system, unknown' })
  readonly actor!: string;
  @ApiProperty()
  readonly tenant!: string;
  @ApiProperty({ example: 'key.create' })
  readonly action!: string;
  @ApiProperty({ description: 'An id, a name, or the address of a caller' })
  readonly target!: string;
  @ApiProperty({ enum: OUTCOMES })
  readonly outcome!: Outcome;
  @ApiProperty()
  readonly request_id!: string;
  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly detail!: JsonObject;
  @ApiProperty({ description: 'SHA-256 in hex: hash of the record before' })
  readonly previous_hash!: string;
  @ApiProperty({ description: 'SHA-256 in hex of the rest of this record in canonical JSON' })
  readonly hash!: string;
}

export class AuditPageDto {
  @ApiProperty({ type: [AuditRecordDto] })
  readonly records!: readonly AuditRecord[];
  @ApiProperty({ type: String, nullable: true, description: 'null: that was all' })
  readonly next_cursor!: string | null;
}
