import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Principal } from '@sluice/access';
import { BatchReader, ResultReader } from '@sluice/batches';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, callerOf } from '../access/caller';
import { Roles } from '../access/route-access';
import { Audited } from '../audit/audited';
import { Signable } from '../access/signable';
import { SentAsItIs } from '../http/compression';
import { Uploads } from '../http/uploads';
import { versioned } from '../http/versioned';
import { BatchIntake } from './batch-intake';
import { BatchSources } from './batch-sources';
import { BatchListQuery, ResultsQuery } from './batch-queries.dto';
import { batchRef } from './batch-ref';
import { BatchListDto, BatchStatusDto } from './batch-status.dto';
import { BatchChanges } from './batch-changes';
import { FilePreviewDto } from './file-preview.dto';
import { sendResults } from './send-results';
import { sendAccepted, sendStatus } from './send-status';
import { statusBody } from './status-body';
import { ApiBatchAnswers } from './api-batch-answers';
import { ApiFileBody } from './api-file-body';

const PAGE = 50;

interface OfBatch {
  readonly id: string;
}

@ApiTags('batch')
@Controller(versioned('batch'))
export class BatchesController {
  constructor(
    private readonly intake: BatchIntake,
    private readonly reader: BatchReader,
    private readonly results: ResultReader,
    private readonly changes: BatchChanges,
    private readonly sources: BatchSources,
  ) {}

  @Post()
  @Roles('analyst')
  @Signable()
  @Uploads()
  @HttpCode(202)
  @ApiOperation({ summary: 'Submit a file. With Prefer: wait=N the results, if they are ready in time' })
  @ApiFileBody()
  @ApiQuery({
    name: 'source',
    required: false,
    type: String,
    description: 's3://bucket/prefix/ under one of BATCH_SOURCES: its files, by name, instead of a body',
  })
  @ApiQuery({
    name: 'upload',
    required: false,
    isArray: true,
    type: String,
    description:
      'ULID of a resumable upload that has come whole: its file instead of a body; several are joined in order',
  })
  @ApiHeader({ name: 'Prefer', required: false, description: 'wait=N: wait up to N seconds for the results' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'For 7 days the same key, bytes and fields give the same batch',
  })
  @ApiBatchAnswers(FilePreviewDto)
  submit(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.intake.submit(this.sources.of(request), request, reply);
  }

  @Post('validate')
  @Roles('analyst')
  @Uploads()
  @HttpCode(200)
  @ApiOperation({ summary: 'What a batch would find in a file; nothing is kept' })
  @ApiFileBody()
  @ApiOkResponse({ type: FilePreviewDto })
  async validate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.send(await this.intake.validate(request, reply));
  }

  @Get()
  @Roles('analyst', 'reviewer')
  @ApiOperation({ summary: 'Batches, newest first' })
  @ApiOkResponse({ type: BatchListDto })
  async list(@Caller() { tenant }: Principal, @Query() query: BatchListQuery): Promise<BatchListDto> {
    const page = await this.reader.page(tenant, query.limit ?? PAGE, query.cursor, query.state);
    return { batches: page.batches.map(statusBody), next_cursor: page.next };
  }

  @Get(':id/status')
  @SentAsItIs()
  @Roles('analyst', 'reviewer')
  @ApiOperation({ summary: 'How far a batch is' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiOkResponse({ type: BatchStatusDto })
  @ApiResponse({ status: 304, description: 'If-None-Match names the ETag' })
  async status(@Req() request: FastifyRequest<{ Params: OfBatch }>, @Res() reply: FastifyReply): Promise<void> {
    sendStatus(reply, await this.reader.status(batchRef(callerOf(request).tenant, request.params.id)));
  }

  @Get(':id/results')
  @Roles('analyst', 'reviewer')
  @ApiOperation({ summary: 'Rows in input order, sessions by risk, or errors by record' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiProduces('application/x-ndjson', 'text/csv', 'application/vnd.apache.parquet')
  @ApiHeader({ name: 'Range', required: false, description: 'One range of bytes of a whole view of a finished batch' })
  @ApiOkResponse({
    description: 'X-Complete: false while the batch runs; afterwards with an ETag',
    schema: { type: 'string' },
  })
  @ApiResponse({ status: 206, description: 'The bytes that Range asks for', schema: { type: 'string' } })
  @ApiResponse({ status: 304, description: 'If-None-Match names the ETag' })
  async read(
    @Caller() { tenant }: Principal,
    @Param('id') id: string,
    @Query() query: ResultsQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendResults(this.results, reply, batchRef(tenant, id), query);
  }

  @Post(':id/cancel')
  @Roles('analyst')
  @Audited({ action: 'batch.cancel', answer: ['state'] })
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop a batch; rows that are done stay readable' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiOkResponse({ type: BatchStatusDto })
  async cancel(@Caller() { tenant }: Principal, @Param('id') id: string): Promise<BatchStatusDto> {
    return statusBody(await this.changes.cancel(batchRef(tenant, id)));
  }

  @Post(':id/retry')
  @Roles('analyst')
  @Audited({ action: 'batch.retry' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Try again what failed in a batch that has ended; what was scored stays' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiAcceptedResponse({ type: BatchStatusDto })
  async retry(@Caller() { tenant }: Principal, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    sendAccepted(reply, await this.changes.retry(batchRef(tenant, id)), Date.now());
  }

  @Delete(':id')
  @Roles('analyst')
  @Audited({ action: 'batch.delete' })
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a batch and its data; a running one is cancelled' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiNoContentResponse({ description: 'Deleted: from now on there is no such batch' })
  delete(@Caller() { tenant }: Principal, @Param('id') id: string): Promise<void> {
    return this.changes.delete(batchRef(tenant, id));
  }
}
