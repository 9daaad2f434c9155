import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DELIVERY_STATES, type DeliveryState } from '@sluice/webhooks';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { asNumber } from '../http/as-number';
import type { AttemptView, DeliveryView, EndpointView } from './delivery-view';

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const DATE = { type: 'string', format: 'date-time' } as const;
const DATE_OR_NULL = { ...DATE, nullable: true } as const;
const OUTCOMES = ['delivered', 'failed', 'gone', 'disabled'] as const;
const REASONS = [
  'STATUS',
  'REDIRECT',
  'TIMEOUT',
  'CONNECTION_FAILED',
  'TLS_FAILED',
  'UNRESOLVED',
  'ADDRESS_REFUSED',
  'NOT_HTTPS',
  'INVALID_URL',
  'CREDENTIALS',
  'NO_SECRET',
] as const;

export class DeliveriesQuery {
  @ApiPropertyOptional({ description: 'Only those of this batch' })
  @IsOptional()
  @Matches(ULID, { message: 'must be the id of a batch' })
  batch_id?: string;

  @ApiPropertyOptional({ enum: DELIVERY_STATES })
  @IsOptional()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Transform(asNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: 'next_cursor of the page before' })
  @IsOptional()
  @Matches(ULID, { message: 'must be a cursor of the page before' })
  cursor?: string;
}

export class AttemptDto implements AttemptView {
  @ApiProperty({ minimum: 1 }) readonly number!: number;
  @ApiProperty(DATE) readonly at!: string;
  @ApiProperty({ minimum: 0 }) readonly duration_ms!: number;
  @ApiProperty({ enum: OUTCOMES, description: 'gone: 410. disabled: nothing was sent, the endpoint had said 410' })
  readonly outcome!: (typeof OUTCOMES)[number];
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the answer; null: there was none' })
  readonly status!: number | null;
  @ApiProperty({ enum: REASONS, nullable: true, description: 'Why it failed' })
  readonly reason!: (typeof REASONS)[number] | null;
}

export class DeliveryDto implements DeliveryView {
  @ApiProperty({ description: 'ULID; the webhook-id of every attempt' }) readonly id!: string;
  @ApiProperty({ example: 'batch.completed' }) readonly event!: string;
  @ApiProperty({ enum: DELIVERY_STATES, description: 'failed: it is not tried any more' })
  readonly state!: DeliveryState;
  @ApiProperty({ type: 'string', nullable: true }) readonly batch_id!: string | null;
  @ApiProperty({ type: 'string', nullable: true }) readonly session_id!: string | null;
  @ApiProperty({ description: 'Without its query' }) readonly url!: string;
  @ApiProperty(DATE) readonly created_at!: string;
  @ApiProperty(DATE_OR_NULL) readonly next_attempt_at!: string | null;
  @ApiProperty({ type: [AttemptDto], description: 'In order' }) readonly attempts!: readonly AttemptDto[];
}

export class DeliveriesDto {
  @ApiProperty({ type: [DeliveryDto], description: 'The latest event first' })
  readonly deliveries!: readonly DeliveryDto[];
  @ApiProperty({ type: 'string', nullable: true, description: 'The cursor of the next page' })
  readonly next_cursor!: string | null;
}

export class EndpointDto implements EndpointView {
  @ApiProperty({ description: 'ULID' }) readonly id!: string;
  @ApiProperty({ description: 'Without its query' }) readonly url!: string;
  @ApiProperty({ enum: ['enabled', 'disabled'] }) readonly state!: 'enabled' | 'disabled';
  @ApiProperty(DATE) readonly changed_at!: string;
}

export class EndpointsDto {
  @ApiProperty({ type: [EndpointDto] }) readonly endpoints!: readonly EndpointDto[];
}
