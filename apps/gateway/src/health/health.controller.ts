import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/route-access';
import type { Health, Readiness } from './health';
import { HealthDto, LiveDto, ReadyDto } from './health.dto';
import { HealthSummary } from './health-summary';

@ApiTags('ops')
@Controller('health')
export class HealthController {
  constructor(private readonly summary: HealthSummary) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'One summary for people; always 200' })
  @ApiOkResponse({ type: HealthDto })
  read(): Promise<Health> {
    return this.summary.read();
  }

  @Get('live')
  @Public()
  @ApiOperation({ summary: 'Whether the process answers at all' })
  @ApiOkResponse({ type: LiveDto })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @Public()
  @ApiOperation({ summary: 'Whether requests should be sent here: models loaded and warmed, not shutting down' })
  @ApiOkResponse({ type: ReadyDto })
  ready(): Promise<Readiness> {
    return this.summary.ready();
  }
}
