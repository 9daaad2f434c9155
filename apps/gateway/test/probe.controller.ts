import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import { SluiceError } from '@sluice/contracts';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength } from 'class-validator';
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
  constructor(private readonly gate: Gate) {}

  @Post()
  @RouteSchema({ body: BODY })
  hot(@Req() request: { readonly body: { readonly texts: readonly string[] } }): { count: number } {
    return { count: request.body.texts.length };
  }

  @Post('dto')
  dto(@Body() note: NoteDto): { length: number } {
    return { length: note.text.length };
  }

  @Get('page')
  page(@Query() page: PageDto): { limit: number } {
    return { limit: page.limit };
  }

  @Get('by-id/:id')
  byId(): { found: boolean } {
    return { found: true };
  }

  @Get('fail')
  fail(): never {
    throw new Error('hush-hush');
  }

  @Get('busy')
  busy(): never {
    throw new SluiceError('OVERLOADED', 'Too much at once. Try again later.', { retryAfterS: 3 });
  }

  @Get('wait')
  async wait(): Promise<{ waited: boolean }> {
    await this.gate.pass();
    return { waited: true };
  }

  @Post('file')
  @Uploads()
  file(): { taken: boolean } {
    return { taken: true };
  }
}
