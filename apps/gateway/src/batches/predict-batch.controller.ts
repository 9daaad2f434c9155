import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Inference } from '@sluice/inference';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Roles } from '../access/route-access';
import { Signable } from '../access/signable';
import { versioned } from '../http/versioned';
import { INFERENCE } from '../models/inference.token';
import { ENVELOPE, PREDICT_BODY_SCHEMA, type PredictBody } from '../predict/predict-body';
import { ApiBatchAnswers } from './api-batch-answers';
import { BatchIntake } from './batch-intake';
import { CallSource } from './call-source';

@ApiTags('batch')
@Controller(versioned('predict'))
export class PredictBatchController {
  constructor(
    private readonly intake: BatchIntake,
    @Inject(INFERENCE) private readonly inference: Inference,
  ) {}

  @Post('batch')
  @Roles('analyst')
  @Signable()
  @HttpCode(202)
  @RouteSchema({ body: ENVELOPE })
  @ApiOperation({ summary: 'The body of predict as a batch' })
  @ApiBody({ schema: PREDICT_BODY_SCHEMA })
  @ApiHeader({ name: 'Prefer', required: false, description: 'wait=N: wait up to N seconds for the results' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'For 7 days the same key and body give the same batch',
  })
  @ApiBatchAnswers()
  submit(@Req() request: FastifyRequest<{ Body: PredictBody }>, @Res() reply: FastifyReply): Promise<void> {
    return this.intake.submit(new CallSource(this.inference, request.body, request.id), request, reply);
  }
}
