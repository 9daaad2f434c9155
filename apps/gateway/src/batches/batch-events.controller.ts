import { Readable } from 'node:stream';
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@sluice/access';
import type { FastifyReply } from 'fastify';
import { Caller } from '../access/caller';
import { Roles } from '../access/route-access';
import { versioned } from '../http/versioned';
import { BatchEvents } from './batch-events';
import { batchRef } from './batch-ref';

@ApiTags('batch')
@Controller(versioned('batch'))
export class BatchEventsController {
  constructor(private readonly events: BatchEvents) {}

  @Get(':id/events')
  @Roles('analyst', 'reviewer')
  @ApiOperation({ summary: 'The progress of a batch as server-sent events: status, and at the end done' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Goes on after this event' })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ApiNoContentResponse({ description: 'After done there is nothing more: an EventSource stops asking' })
  async follow(
    @Caller() { tenant }: Principal,
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const events = await this.events.open(batchRef(tenant, id), lastEventId);
    reply.header('cache-control', 'no-store');
    if (events === null) return void reply.code(204).send();
    // Proxies of the kind of nginx would hold events back until their buffer is full.
    reply.header('x-accel-buffering', 'no').type('text/event-stream; charset=utf-8').send(Readable.from(events));
  }
}
