import { ApiProperty } from '@nestjs/swagger';

export interface ServiceLinks {
  readonly name: string;
  readonly version: string;
  /** Paths of this server by what they are for. */
  readonly links: Readonly<Record<string, string>>;
}

export class RootDto implements ServiceLinks {
  @ApiProperty({ example: 'sluice' })
  readonly name!: string;

  @ApiProperty({ example: '0.1.0' })
  readonly version!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  readonly links!: Readonly<Record<string, string>>;
}
