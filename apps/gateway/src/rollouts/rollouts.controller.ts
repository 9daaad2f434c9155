import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SluiceError } from '@sluice/contracts';
import type { FastifyRequest } from 'fastify';
import { Roles } from '../access/route-access';
import { Audited } from '../audit/audited';
import { versioned } from '../http/versioned';
import { Limited } from '../limits/buckets';
import { CompareModel } from './compare-model';
import { ComparisonDto, ComparisonQuery } from './comparison.dto';
import type { ComparisonView } from './comparison-view';
import { ModelRollouts } from './model-rollouts';
import { RolloutBody, RolloutDto } from './rollout.dto';
import type { RolloutView } from './rollout-view';

@ApiTags('models')
@Controller(versioned('models/:name'))
export class RolloutsController {
  constructor(
    private readonly rollouts: ModelRollouts,
    private readonly compareModel: CompareModel,
  ) {}

  @Get('rollout')
  @Roles('analyst', 'reviewer', 'ops')
  @ApiOperation({ summary: 'Which versions of a model serve, and how much of the traffic each gets' })
  @ApiOkResponse({ type: RolloutDto })
  read(@Param('name') name: string): Promise<RolloutView> {
    return this.rollouts.read(name);
  }

  @Put('rollout')
  @Roles('ops')
  @Audited({
    action: 'rollout.set',
    body: ['pinned', 'weights', 'canary', 'stable', 'shadow'],
    answer: ['revision'],
  })
  @Limited('admin')
  @ApiOperation({ summary: 'Pins a version, shares traffic out by weights, or sends some sessions to a canary' })
  @ApiOkResponse({ type: RolloutDto })
  set(
    @Param('name') name: string,
    @Body() body: RolloutBody,
    @Req() { body: sent }: FastifyRequest,
  ): Promise<RolloutView> {
    // The pipe makes an empty object of nothing, which would be a wish: back to the newest version.
    if (typeof sent !== 'object' || sent === null) {
      throw new SluiceError('INVALID_BODY', 'The body is missing. Send a rollout; {} is the newest good version.');
    }
    return this.rollouts.set(name, body);
  }

  @Get('comparison')
  @Roles('analyst', 'reviewer', 'ops')
  @ApiOperation({ summary: 'What each version of a rollout did, where they differ, and whether to promote' })
  @ApiOkResponse({ type: ComparisonDto })
  compare(@Param('name') name: string, @Query() { revision }: ComparisonQuery): Promise<ComparisonView> {
    return this.compareModel.execute(name, revision);
  }
}
