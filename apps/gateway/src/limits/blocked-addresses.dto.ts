import { ApiProperty } from '@nestjs/swagger';

export class BlockedAddressDto {
  @ApiProperty({ description: 'IPv4, or the /64 of an IPv6 address', example: '203.0.113.7' })
  readonly address!: string;

  @ApiProperty({ format: 'date-time' })
  readonly ends_at!: string;
}

export class BlockedAddressesDto {
  @ApiProperty({ type: [BlockedAddressDto] })
  readonly addresses!: readonly BlockedAddressDto[];
}
