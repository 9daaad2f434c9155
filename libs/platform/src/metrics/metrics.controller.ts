import { Controller, Get, Header } from '@nestjs/common';
import { register } from 'prom-client';

/** Serves the default registry, into which every part registers its own metrics, each with the prefix `sluice_`. */
@Controller()
export class MetricsController {
  @Get()
  @Header('Content-Type', register.contentType)
  read(): Promise<string> {
    return register.metrics();
  }
}
