import { Global, Module } from '@nestjs/common';
import { Siblings } from './siblings';

/** Siblings, for every part whose answer concerns all processes of the gateway. */
@Global()
@Module({ providers: [Siblings], exports: [Siblings] })
export class ClusterModule {}
