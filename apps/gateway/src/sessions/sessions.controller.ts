import { hash } from 'node:crypto';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@sluice/access';
import { SluiceError } from '@sluice/contracts';
import type { FastifyRequest } from 'fastify';
import { Caller } from '../access/caller';
import { Roles } from '../access/route-access';
import { Audited } from '../audit/audited';
import { versioned } from '../http/versioned';
import { FindSessions, type SessionsPage } from './find-sessions';
import { decodeCursor, type SessionView, type UserView } from './session-view';
import { SessionDto, SessionsDto, SessionsQuery, UserDto } from './sessions.dto';
import { missingSession, missingUser } from './missing-session';

const PAGE = 50;
const CLIENT_ID = /^[\x21-\x7E]{1,200}$/;

/** Sessions that predict calls belong to, as long as they are heard of. */
@ApiTags('sessions')
@Controller(versioned(''))
export class SessionsController {
  constructor(private readonly find: FindSessions) {}

  @Get('sessions')
  @Roles('client', 'analyst', 'reviewer')
  @ApiOperation({ summary: 'Live sessions, latest seen first' })
  @ApiOkResponse({ type: SessionsDto })
  list(
    @Caller() { tenant }: Principal,
    @Query() { limit = PAGE, action, cursor }: SessionsQuery,
  ): Promise<SessionsPage> {
    return this.find.page(tenant, limit, action, cursor === undefined ? null : cursorOf(cursor));
  }

  @Get('sessions/:id')
  @Roles('client', 'analyst', 'reviewer')
  @ApiOperation({ summary: 'One live session' })
  @ApiOkResponse({ type: SessionDto })
  read(@Caller() { tenant }: Principal, @Param('id') id: string): Promise<SessionView> {
    return this.find.one(tenant, sessionIdOf(id));
  }

  @Post('sessions/:id/close')
  @Roles('client', 'analyst')
  @Audited({ action: 'session.close', target: hashedSession })
  @HttpCode(200)
  @ApiOperation({ summary: 'Say that a session is over; a later call opens it again' })
  @ApiOkResponse({ type: SessionDto })
  close(@Caller() { tenant }: Principal, @Param('id') id: string): Promise<SessionView> {
    return this.find.close(tenant, sessionIdOf(id));
  }

  @Get('users/:id')
  @Roles('client', 'analyst', 'reviewer')
  @ApiOperation({ summary: 'A user over all live sessions' })
  @ApiOkResponse({ type: UserDto })
  user(@Caller() { tenant }: Principal, @Param('id') id: string): Promise<UserView> {
    if (CLIENT_ID.test(id)) return this.find.user(tenant, id);
    throw missingUser();
  }
}

/** Ids of sessions may name people, and what is recorded cannot be forgotten: docs/operations/audit.md says how to find one. */
function hashedSession({ params }: FastifyRequest): string {
  const { id } = params as { readonly id: string };
  return `sha256:${hash('sha256', id, 'hex')}`;
}

function sessionIdOf(id: string): string {
  if (CLIENT_ID.test(id)) return id;
  throw missingSession();
}

function cursorOf(text: string): NonNullable<ReturnType<typeof decodeCursor>> {
  const cursor = decodeCursor(text);
  if (cursor) return cursor;
  throw new SluiceError('INVALID_PARAMETER', 'cursor must be next_cursor of the page before.', {
    errors: [{ pointer: '/query/cursor', code: 'INVALID_FORMAT', message: 'must be next_cursor of the page before' }],
  });
}
