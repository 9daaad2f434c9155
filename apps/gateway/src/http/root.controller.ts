import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/route-access';
import { packageVersion } from './package-version';
import { RootDto, type ServiceLinks } from './root.dto';

/** `GET /`: where things are. */
@ApiTags('ops')
@Controller()
export class RootController {
  private readonly version = packageVersion();

  @Get()
  @Public()
  @ApiOperation({ summary: 'Name, version and links' })
  @ApiOkResponse({ type: RootDto })
  read(): ServiceLinks {
    return {
      name: 'sluice',
      version: this.version,
      links: {
        predict: '/v1/predict',
        models: '/v1/models',
        batch: '/v1/batch',
        docs: '/docs',
        openapi: '/openapi.json',
        health: '/health',
        metrics: '/metrics',
      },
    };
  }
}
