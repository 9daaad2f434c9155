import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { HealthProbes } from './health-probes';
import { HealthSummary } from './health-summary';

/** /health, /health/live, /health/ready. HealthProbes and HealthSummary go to every module. */
@Global()
@Module({
  controllers: [HealthController],
  providers: [HealthProbes, HealthSummary],
  exports: [HealthProbes, HealthSummary],
})
export class HealthModule {}
