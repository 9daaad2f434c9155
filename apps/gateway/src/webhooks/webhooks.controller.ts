import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@sluice/access';
import { Caller } from '../access/caller';
import { Roles } from '../access/route-access';
import { Audited } from '../audit/audited';
import { versioned } from '../http/versioned';
import { deliveryView, endpointView } from './delivery-view';
import { ManageWebhooks } from './manage-webhooks';
import { DeliveriesDto, DeliveriesQuery, DeliveryDto, EndpointDto, EndpointsDto } from './webhooks.dto';

/** What became of webhooks, and what people can do about it. */
@ApiTags('webhooks')
@Controller(versioned('webhooks'))
export class WebhooksController {
  constructor(private readonly webhooks: ManageWebhooks) {}

  @Get('deliveries')
  @Roles('analyst', 'ops')
  @ApiOperation({ summary: 'Deliveries with their attempts, the latest event first' })
  @ApiOkResponse({ type: DeliveriesDto })
  async list(@Caller() { tenant }: Principal, @Query() query: DeliveriesQuery): Promise<DeliveriesDto> {
    const { deliveries, next } = await this.webhooks.list(tenant, query);
    return { deliveries: deliveries.map(deliveryView), next_cursor: next };
  }

  @Get('deliveries/:id')
  @Roles('analyst', 'ops')
  @ApiOperation({ summary: 'One delivery with its attempts' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiOkResponse({ type: DeliveryDto })
  async find(@Caller() { tenant }: Principal, @Param('id') id: string): Promise<DeliveryDto> {
    return deliveryView(await this.webhooks.find(tenant, id));
  }

  @Post('deliveries/:id/redeliver')
  @Roles('analyst', 'ops')
  @Audited({ action: 'webhook.redeliver' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Deliver again, at once, whatever became of it; the schedule of retries begins anew' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiAcceptedResponse({ type: DeliveryDto })
  async redeliver(@Caller() caller: Principal, @Param('id') id: string): Promise<DeliveryDto> {
    return deliveryView(await this.webhooks.redeliver(caller, id));
  }

  @Get('endpoints')
  @Roles('analyst', 'ops')
  @ApiOperation({ summary: 'URLs that have answered 410, and whether they were enabled again' })
  @ApiOkResponse({ type: EndpointsDto })
  async endpoints(@Caller() { tenant }: Principal): Promise<EndpointsDto> {
    return { endpoints: (await this.webhooks.listEndpoints(tenant)).map(endpointView) };
  }

  @Post('endpoints/:id/enable')
  @Roles('analyst', 'ops')
  @Audited({ action: 'webhook.enable' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Send webhooks to a URL again that has answered 410' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiOkResponse({ type: EndpointDto })
  async enable(@Caller() caller: Principal, @Param('id') id: string): Promise<EndpointDto> {
    return endpointView(await this.webhooks.enable(caller, id));
  }
}
