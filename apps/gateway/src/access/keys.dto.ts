import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { KEY_NAME, ROLES, TENANT, type KeyState, type Role } from '@sluice/access';
import { IsIn, IsInt, Matches, Max, Min, ValidateIf } from 'class-validator';
import type { IssuedView, KeyView } from './key-view';

const DAY_S = 86_400;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;
const IfGiven = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

export class CreateKeyBody {
  @ApiProperty({ description: 'For people: whose it is, what it is for; 1 to 100 characters' })
  @Matches(KEY_NAME, { message: 'must be 1 to 100 printable characters' })
  readonly name!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  readonly role!: Role;

  @ApiPropertyOptional({ description: 'That of the key that asks, unless given', example: 'acme' })
  @IfGiven()
  @Matches(TENANT, { message: 'must be lower-case letters, digits, - and _, at most 64' })
  readonly tenant?: string;

  @ApiPropertyOptional({ description: 'RFC 3339, in the future; without it the key never expires' })
  @IfGiven()
  @Matches(RFC_3339, { message: 'must be a time of RFC 3339' })
  readonly expires_at?: string;
}

export class RotateKeyBody {
  @ApiPropertyOptional({ type: 'integer', default: DAY_S, description: 'Seconds that the old key is still taken' })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(365 * DAY_S)
  readonly overlap_seconds?: number;
}

export class KeyDto implements KeyView {
  @ApiProperty({ description: 'ULID' })
  readonly id!: string;
  @ApiProperty()
  readonly name!: string;
  @ApiProperty({ enum: ROLES })
  readonly role!: Role;
  @ApiProperty()
  readonly tenant!: string;
  @ApiProperty({ enum: ['active', 'revoked', 'expired'] })
  readonly state!: KeyState;
  @ApiProperty()
  readonly created_at!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly expires_at!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'In the future: it was rotated, and overlaps' })
  readonly revoked_at!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Id of the key that it was made to replace' })
  readonly replaces!: string | null;
}

export class IssuedKeyDto extends KeyDto implements IssuedView {
  @ApiProperty({ description: '<id>.<secret>: shown this once' })
  readonly key!: string;
}

export class KeysDto {
  @ApiProperty({ type: [KeyDto] })
  readonly keys!: readonly KeyView[];
}
