import 'reflect-metadata';
import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { createLogger, loadConfig, StartError } from '@sluice/platform';
import { Public, Roles } from '../src/access/route-access';
import { createApp } from '../src/http/create-app';
import { HttpModule } from '../src/http/http.module';
import { Uploads } from '../src/http/uploads';

@Controller('declared')
class Declared {
  @Get()
  @Public()
  read(): string {
    return 'everybody';
  }

  @Post()
  @Uploads()
  @Roles('analyst')
  write(): string {
    return 'analysts';
  }
}

@Controller('forgotten')
class Forgotten {
  @Get()
  read(): string {
    return 'nobody has thought of whom';
  }
}

@Module({})
class Root {}

async function start(...controllers: Type[]): Promise<void> {
  const config = loadConfig({ LOG_LEVEL: 'silent' });
  const logger = createLogger(config, 'test');
  const app = await createApp({ module: Root, imports: [HttpModule.with(config, logger)], controllers }, logger);
  try {
    await app.init();
  } finally {
    await app.close();
  }
}

describe('a gateway', () => {
  it('starts when every route says who may use it', async () => {
    await expect(start(Declared)).resolves.toBeUndefined();
  });

  it('does not start with one that says nothing, and names it', async () => {
    const error = await start(Declared, Forgotten).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).toMatch(/^GET \/forgotten .*@Roles/);
  });
});
