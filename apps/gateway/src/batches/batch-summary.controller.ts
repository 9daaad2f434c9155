import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@sluice/access';
import { SummaryReader } from '@sluice/batches';
import type { FastifyReply } from 'fastify';
import { Caller } from '../access/caller';
import { Roles } from '../access/route-access';
import { sendTagged } from '../http/send-tagged';
import { taggedBody } from '../http/tagged-body';
import { versioned } from '../http/versioned';
import { batchRef } from './batch-ref';
import { BatchSummaryDto } from './batch-summary.dto';

@ApiTags('batch')
@Controller(versioned('batch'))
export class BatchSummaryController {
  constructor(private readonly summaries: SummaryReader) {}

  @Get(':id/summary')
  @Roles('analyst', 'reviewer')
  @ApiOperation({ summary: 'A finished batch at a glance: counts, histograms, quantiles, riskiest sessions, errors' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiOkResponse({ type: BatchSummaryDto })
  @ApiResponse({ status: 304, description: 'If-None-Match names the ETag' })
  async read(@Caller() { tenant }: Principal, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    sendTagged(reply, taggedBody(await this.summaries.read(batchRef(tenant, id))));
  }
}
