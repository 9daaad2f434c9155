import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SluiceError } from '@sluice/contracts';
import type { Inference, ModelStatus } from '@sluice/inference';
import { Roles } from '../access/route-access';
import { Audited } from '../audit/audited';
import { versioned } from '../http/versioned';
import { Limited } from '../limits/buckets';
import { describeModels, type ModelSummary } from './describe-model';
import { INFERENCE } from './inference.token';
import { ModelDto, ModelsDto, ReloadedDto } from './models.dto';
import { ReloadModels } from './reload-models';
import { VersionBreakers } from './version-breakers';

@ApiTags('models')
@Controller(versioned('models'))
export class ModelsController {
  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    private readonly reloading: ReloadModels,
    private readonly breakers: VersionBreakers,
  ) {}

  @Get()
  @Roles('client', 'analyst', 'reviewer', 'ops')
  @ApiOperation({ summary: 'All models with their versions, schemas, thresholds, metrics, digests and states' })
  @ApiOkResponse({ type: ModelsDto })
  list(): { readonly models: readonly ModelSummary[] } {
    return { models: this.describe(this.inference.models()) };
  }

  @Post('reload')
  @Roles('ops')
  @Audited({ action: 'models.reload', answer: ['changes'] })
  @Limited('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Looks into the models folder again: loads, swaps and retires versions while requests go on',
  })
  @ApiOkResponse({ type: ReloadedDto })
  async reload(): Promise<ReloadedDto> {
    const changes = await this.reloading.execute();
    return { changes, ...this.list() };
  }

  @Get(':name')
  @Roles('client', 'analyst', 'reviewer', 'ops')
  @ApiOperation({ summary: 'One model' })
  @ApiOkResponse({ type: ModelDto })
  read(@Param('name') name: string): ModelSummary {
    const [model] = this.describe(this.inference.models().filter((status) => status.name === name));
    if (model) return model;
    throw new SluiceError('MODEL_NOT_FOUND', 'There is no such model. GET /v1/models lists what there is.');
  }

  private describe(statuses: readonly ModelStatus[]): ModelSummary[] {
    return describeModels(statuses, (name, version) => this.breakers.stateOf(name, version));
  }
}
