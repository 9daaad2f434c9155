import { Controller, Get, Header, Inject } from '@nestjs/common';
import { register } from 'prom-client';
import { READ_METRICS, type ReadMetrics } from './metrics-source';

/** Serves the default registry, into which every part registers its own metrics, each with the prefix `sluice_`. */
@Controller()
export class MetricsController {
  constructor(@Inject(READ_METRICS) private readonly readMetrics: ReadMetrics) {}

  @Get()
  @Header('Content-Type', register.contentType)
  read(): Promise<string> {
    return this.readMetrics();
  }
}
