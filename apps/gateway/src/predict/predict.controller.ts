import { applyDecorators, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller';
import { Roles } from '../access/route-access';
import { Signable } from '../access/signable';
import { SentAsItIs } from '../http/compression';
import { versioned } from '../http/versioned';
import { Limited } from '../limits/buckets';
import { KeyQuotas } from '../limits/key-quotas';
import { deadlineOf } from './deadline';
import { PredictionsDto } from './predict.dto';
import { ENVELOPE, PREDICT_BODY_SCHEMA, type PredictBody } from './predict-body';
import { Predict, type Predictions, type PredictRequest } from './predict';

interface Named {
  readonly name: string;
}
interface Versioned extends Named {
  readonly version: string;
}
type PredictHttp<Params> = FastifyRequest<{ Body: PredictBody; Params: Params }>;

/** What the three forms of the route have in common. */
const HotRoute = (): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    SentAsItIs(),
    Roles('client', 'analyst'),
    Limited('predict'),
    Signable(),
    RouteSchema({ body: ENVELOPE }),
    ApiBody({ schema: PREDICT_BODY_SCHEMA }),
    ApiHeader({
      name: 'X-Deadline-Ms',
      required: false,
      description: 'Milliseconds from arrival, 1 to 3600000; past them nothing is scored',
    }),
    ApiOkResponse({ type: PredictionsDto }),
  );

/** The hot route: a compiled schema for the envelope, no pipe, no interceptor. */
@ApiTags('predict')
@Controller(versioned(''))
export class PredictController {
  constructor(
    private readonly scoring: Predict,
    private readonly quotas: KeyQuotas,
  ) {}

  @Post('predict')
  @HotRoute()
  @ApiOperation({ summary: 'Scores up to 100 texts or instances by the default model, or the one the body names' })
  predict(@Req() request: PredictHttp<unknown>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Predictions> {
    return this.score(request, reply, {});
  }

  @Post('models/:name/predict')
  @HotRoute()
  @ApiParam({ name: 'name' })
  @ApiOperation({ summary: 'Scores up to 100 texts or instances by the active version of a model' })
  predictByModel(
    @Req() request: PredictHttp<Named>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Predictions> {
    return this.score(request, reply, { model: request.params.name });
  }

  @Post('models/:name/versions/:version/predict')
  @HotRoute()
  @ApiParam({ name: 'name' })
  @ApiParam({ name: 'version' })
  @ApiOperation({ summary: 'Scores up to 100 texts or instances by one version of a model' })
  predictByVersion(
    @Req() request: PredictHttp<Versioned>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Predictions> {
    const { name: model, version } = request.params;
    return this.score(request, reply, { model, version });
  }

  private async score(
    request: PredictHttp<unknown>,
    reply: FastifyReply,
    named: Pick<PredictRequest, 'model' | 'version'>,
  ): Promise<Predictions> {
    const { body, id: requestId, headers } = request;
    const caller = callerOf(request);
    const deadlineMs = deadlineOf(headers['x-deadline-ms'], reply.elapsedTime);
    await this.quotas.takeRows(caller, (body.texts ?? body.instances ?? []).length, reply);
    return this.scoring.execute({ body, requestId, tenant: caller.tenant, deadlineMs, ...named });
  }
}
