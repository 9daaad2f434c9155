import { applyDecorators, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Inference } from '@sluice/inference';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller';
import { Public, Roles } from '../access/route-access';
import { Signable } from '../access/signable';
import { HealthSummary } from '../health/health-summary';
import { OipBody } from '../http/oip-body';
import { packageVersion } from '../http/package-version';
import { Limited } from '../limits/buckets';
import { KeyQuotas } from '../limits/key-quotas';
import { INFERENCE } from '../models/inference.token';
import { deadlineOf } from '../predict/deadline';
import { describeOip, isReady, type OipModel } from './describe-oip';
import { Infer } from './infer';
import type { InferAnswer } from './infer-answer';
import { INFER_ENVELOPE } from './infer-body';
import { InferBytes } from './infer-bytes';
import { OipInferDto, OipLiveDto, OipModelDto, OipModelReadyDto, OipReadyDto, OipServerDto } from './oip.dto';

/** Both forms of a path, with and without a version. */
const both = (rest = ''): string[] => [`models/:name${rest}`, `models/:name/versions/:version${rest}`];

const InferRoute = (): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    OipBody(),
    Roles('client', 'analyst'),
    Limited('predict'),
    Signable(),
    ApiParam({ name: 'name' }),
    ApiBody({ schema: INFER_ENVELOPE }),
    ApiOkResponse({ type: OipInferDto }),
    ApiOperation({ summary: 'Scores tensors; parameters.threshold moves the threshold of this request' }),
  );

/** The Open Inference Protocol, version 2, for clients of KServe, Triton and MLServer. Errors are `{"error": "…"}`. */
@ApiTags('open inference protocol')
@Controller('v2')
export class OipController {
  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    private readonly infer: Infer,
    private readonly bytes: InferBytes,
    private readonly health: HealthSummary,
    private readonly quotas: KeyQuotas,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Name and version of the server' })
  @ApiOkResponse({ type: OipServerDto })
  server(): OipServerDto {
    return { name: 'sluice', version: packageVersion(), extensions: ['binary_tensor_data'] };
  }

  @Get('health/live')
  @Public()
  @ApiOperation({ summary: 'Whether the process answers at all' })
  @ApiOkResponse({ type: OipLiveDto })
  live(): OipLiveDto {
    return { live: true };
  }

  @Get('health/ready')
  @Public()
  @ApiOperation({ summary: 'Whether requests should be sent here; 503 when not' })
  @ApiOkResponse({ type: OipReadyDto })
  async ready(): Promise<OipReadyDto> {
    await this.health.ready();
    return { ready: true };
  }

  @Get(both())
  @Roles('client', 'analyst', 'reviewer', 'ops')
  @ApiOperation({ summary: 'Inputs and outputs of a model' })
  @ApiOkResponse({ type: OipModelDto })
  model(@Param('name') name: string, @Param('version') version?: string): OipModel {
    return describeOip(this.inference.models(), name, version);
  }

  @Get(both('/ready'))
  @Roles('client', 'analyst', 'reviewer', 'ops')
  @ApiOperation({ summary: 'Whether a model can be asked; 503 when not' })
  @ApiOkResponse({ type: OipModelReadyDto })
  modelReady(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('name') name: string,
    @Param('version') version?: string,
  ): OipModelReadyDto {
    const ready = isReady(this.inference.models(), name, version);
    if (!ready) reply.code(503);
    return { name, ready };
  }

  @Post(both('/infer'))
  @InferRoute()
  inferRows(
    @Req() request: FastifyRequest<{ Params: { readonly name: string; readonly version?: string } }>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InferAnswer> {
    const { name: model, version } = request.params;
    const deadlineMs = deadlineOf(request.headers['x-deadline-ms'], reply.elapsedTime);
    const caller = callerOf(request);
    return this.infer.execute({
      ...{ requestId: request.id, tenant: caller.tenant, model, version },
      ...{ ...this.bytes.read(request), deadlineMs },
      takeRows: (rows) => this.quotas.takeRows(caller, rows, reply),
    });
  }
}
