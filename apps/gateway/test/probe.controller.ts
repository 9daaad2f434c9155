import { Readable } from 'node:stream';
import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { SluiceError } from '@sluice/contracts';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Roles } from '../src/access/route-access';
import { Uploads } from '../src/http/uploads';
import { versioned } from '../src/http/versioned';
import { Gate } from './gate';

class NoteDto {
  @IsString()
  @MaxLength(5)
  readonly text!: string;
}

class PageDto {
  @Type(() => Number)
  @IsInt()
  @Max(10)
  readonly limit!: number;
}

const BODY = {
  type: 'object',
  required: ['texts'],
  additionalProperties: false,
  properties: { texts: { type: 'array', maxItems: 2, items: { type: 'string', maxLength: 5 } } },
};

/** Routes of every kind that the frame must serve, and of every way to fail. */
@Controller(versioned('probe'))
export class ProbeController {
  /** Endless answers that are being read. */
  open = 0;

  constructor(private readonly gate: Gate) {}

  @Post()
  @Roles()
  @RouteSchema({ body: BODY })
  hot(@Req() request: { readonly body: { readonly texts: readonly string[] } }): { count: number } {
    return { count: request.body.texts.length };
  }

  @Post('dto')
  @Roles()
  dto(@Body() note: NoteDto): { length: number } {
    return { length: note.text.length };
  }

  @Get('page')
  @Roles()
  page(@Query() page: PageDto): { limit: number } {
    return { limit: page.limit };
  }

  @Get('by-id/:id')
  @Roles()
  byId(): { found: boolean } {
    return { found: true };
  }

  @Get('fail')
  @Roles()
  fail(): never {
    throw new Error('hush-hush');
  }

  @Get('broken-file')
  @Roles()
  brokenFile(): never {
    throw new SluiceError('INVALID_FILE', 'The file is broken. Send it whole.', { cause: new Error('unexpected end') });
  }

  @Get('busy')
  @Roles()
  busy(): never {
    throw new SluiceError('OVERLOADED', 'Too much at once. Try again later.', { retryAfterS: 3 });
  }

  @Get('wait')
  @Roles()
  async wait(): Promise<{ waited: boolean }> {
    await this.gate.pass();
    return { waited: true };
  }

  /** NDJSON until the client goes. */
  @Get('endless')
  @Roles()
  endless(@Res() reply: FastifyReply): void {
    const lines = Readable.from(this.numbered(), { objectMode: false });
    void reply.type('application/x-ndjson').send(lines);
  }

  @Get('events')
  @Roles()
  events(@Res() reply: FastifyReply): void {
    void reply.type('text/event-stream').send(Readable.from(['data: x\n\n'.repeat(1_000)]));
  }

  @Get('text')
  @Roles()
  text(@Query() { limit }: PageDto): { text: string } {
    return { text: 'x'.repeat(limit * 1_024) };
  }

  @Post('file')
  @Roles()
  @Uploads()
  file(): { taken: boolean } {
    return { taken: true };
  }

  private async *numbered(): AsyncGenerator<string> {
    this.open++;
    try {
      for (let line = 0; ; line++) {
        yield `${JSON.stringify({ line, noise: Math.random() })}\n`;
        await new Promise(setImmediate);
      }
    } finally {
      this.open--;
    }
  }
}
