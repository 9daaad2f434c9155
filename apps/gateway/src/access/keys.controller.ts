import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@sluice/access';
import { SluiceError } from '@sluice/contracts';
import { Audited } from '../audit/audited';
import { versioned } from '../http/versioned';
import { Limited } from '../limits/buckets';
import { Caller } from './caller';
import { issuedView, keyView, type IssuedView } from './key-view';
import { CreateKeyBody, IssuedKeyDto, KeysDto, RotateKeyBody } from './keys.dto';
import { ManageKeys } from './manage-keys';
import { Roles } from './route-access';

const DAY_S = 86_400;

/** Keys of all tenants: whoever has the role admin runs this service. */
@ApiTags('keys')
@Controller(versioned('keys'))
export class KeysController {
  constructor(private readonly keys: ManageKeys) {}

  @Post()
  @Roles()
  @Audited({ action: 'key.create', body: ['name', 'role', 'expires_at'], answer: ['id', 'tenant'] })
  @Limited('admin')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Create a key; its secret is shown this once' })
  @ApiCreatedResponse({ type: IssuedKeyDto })
  async create(
    @Caller() { tenant, keyId }: Principal,
    @Body() { expires_at, ...wish }: CreateKeyBody,
  ): Promise<IssuedView> {
    const now = Date.now();
    const expiresAt = expires_at === undefined ? null : futureTime(expires_at, now);
    return issuedView(await this.keys.create({ tenant, ...wish, expiresAt }, keyId), now);
  }

  @Get()
  @Roles()
  @Limited('admin')
  @ApiOperation({ summary: 'All keys, oldest first, without their secrets' })
  @ApiOkResponse({ type: KeysDto })
  async list(): Promise<KeysDto> {
    const now = Date.now();
    return { keys: (await this.keys.list()).map((key) => keyView(key, now)) };
  }

  @Post(':id/rotate')
  @Roles()
  @Audited({ action: 'key.rotate', body: ['overlap_seconds'], answer: ['id', 'role', 'tenant'] })
  @Limited('admin')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Create the successor of a key, which is taken for a while longer' })
  @ApiCreatedResponse({ type: IssuedKeyDto })
  async rotate(
    @Caller() { keyId }: Principal,
    @Param('id') id: string,
    @Body() { overlap_seconds = DAY_S }: RotateKeyBody,
  ): Promise<IssuedView> {
    return issuedView(await this.keys.rotate(id, overlap_seconds * 1_000, keyId), Date.now());
  }

  @Delete(':id')
  @Roles()
  @Audited({ action: 'key.revoke' })
  @Limited('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key, at once and for good' })
  @ApiNoContentResponse({ description: 'Revoked: every process refuses it within seconds' })
  revoke(@Caller() { keyId }: Principal, @Param('id') id: string): Promise<void> {
    return this.keys.revoke(id, keyId);
  }
}

/** @throws SluiceError INVALID_BODY */
function futureTime(text: string, nowMs: number): number {
  const at = Date.parse(text);
  if (at > nowMs) return at;
  throw new SluiceError('INVALID_BODY', 'The body does not fit the schema of this path. See errors and /docs.', {
    errors: [{ pointer: '/expires_at', code: 'INVALID_FORMAT', message: 'must be a time in the future' }],
  });
}
