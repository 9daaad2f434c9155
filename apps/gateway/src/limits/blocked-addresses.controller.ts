import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { normalizeIp } from '@nestjs/throttler';
import { SluiceError } from '@sluice/contracts';
import { Roles } from '../access/route-access';
import { Audited } from '../audit/audited';
import { versioned } from '../http/versioned';
import { BlockedAddresses } from './blocked-addresses';
import { BlockedAddressesDto } from './blocked-addresses.dto';
import { Limited } from './buckets';

/** Addresses that BLOCK_AFTER has blocked. */
@ApiTags('limits')
@Controller(versioned('blocked-addresses'))
export class BlockedAddressesController {
  constructor(private readonly blocked: BlockedAddresses) {}

  @Get()
  @Roles('ops')
  @Limited('admin')
  @ApiOperation({ summary: 'Addresses that are blocked, first to be free first' })
  @ApiOkResponse({ type: BlockedAddressesDto })
  async list(): Promise<BlockedAddressesDto> {
    const blocked = (await this.blocked.list()) ?? unavailable();
    return {
      addresses: blocked.map(({ address, endsAt }) => ({ address, ends_at: new Date(endsAt).toISOString() })),
    };
  }

  @Delete(':address')
  @Roles('ops')
  @Audited({ action: 'address.unblock', target: ({ params }) => (params as { readonly address: string }).address })
  @Limited('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Unblock an address; every process lets it in within seconds' })
  @ApiParam({ name: 'address', description: 'As the list has it, or any address of the same IPv6 /64' })
  @ApiNoContentResponse({ description: 'Unblocked' })
  async unblock(@Param('address') address: string): Promise<void> {
    const removed = (await this.blocked.unblock(normalizeIp(address))) ?? unavailable();
    if (!removed)
      throw new SluiceError('ADDRESS_NOT_FOUND', 'This address is not blocked. The list has those that are.');
  }
}

function unavailable(): never {
  throw new SluiceError('LIMITS_UNAVAILABLE', 'Redis does not answer, and holds the blocked addresses. Try again.');
}
