import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditReader } from '@sluice/audit';
import { SluiceError } from '@sluice/contracts';
import { Roles } from '../access/route-access';
import { versioned } from '../http/versioned';
import { AuditPageDto, AuditQuery } from './audit.dto';

const PAGE = 50;

/** Records of all tenants: whoever has the role admin runs this service. */
@ApiTags('audit')
@Controller(versioned('audit'))
export class AuditController {
  constructor(private readonly reader: AuditReader) {}

  @Get()
  @Roles()
  @ApiOperation({ summary: 'Who did what, newest first. A page may be short, or empty, while next_cursor is given' })
  @ApiOkResponse({ type: AuditPageDto })
  async list(@Query() { limit = PAGE, cursor, from, to, ...filter }: AuditQuery): Promise<AuditPageDto> {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const times = { from: utc('from', from), to: utc('to', to) };
    const { records, next } = await this.reader.page(before, limit, { ...filter, ...times });
    return { records, next_cursor: next === null ? null : String(next) };
  }
}

/** As records have it, so that texts compare like times. @throws SluiceError INVALID_PARAMETER */
function utc(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new SluiceError('INVALID_PARAMETER', 'A parameter is not valid. See errors and /docs.', {
    errors: [{ pointer: `/query/${name}`, code: 'INVALID_FORMAT', message: 'must be a time of RFC 3339' }],
  });
}
