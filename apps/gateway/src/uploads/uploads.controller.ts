import type { Readable } from 'node:stream';
import { Controller, Delete, Head, HttpCode, Inject, Options, Param, Patch, Post, Req, Res } from '@nestjs/common';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Principal } from '@sluice/access';
import { ResumableUploads } from '@sluice/batches';
import { isId, SluiceError } from '@sluice/contracts';
import type { Config } from '@sluice/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/caller';
import { Public, Roles } from '../access/route-access';
import { answeringEarly } from '../batches/answer-early';
import { tooLarge } from '../batches/receive-bytes';
import { uploadFormat } from '../batches/resumed-source';
import { CONFIG } from '../http/config.token';
import { Uploads } from '../http/uploads';
import { versioned } from '../http/versioned';
import { receivePart } from './receive-part';
import { CHECKSUMS, checksumIn, metadataIn, PART_TYPE, speakTus, TUS_VERSION, wholeNumber } from './tus-headers';

const LIFETIME_MS = 86_400_000;
const EXTENSIONS = 'creation,checksum,expiration,termination';

/** Resumable uploads as tus 1.0 has them, for files that one connection may not carry. `POST /batch?upload=<id>` makes a batch of one. */
@ApiTags('uploads')
@Controller(versioned('uploads'))
export class UploadsController {
  constructor(
    private readonly uploads: ResumableUploads,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Options()
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'What this server speaks of tus' })
  @ApiNoContentResponse({ description: 'Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm' })
  options(@Res() reply: FastifyReply): void {
    reply
      .header('tus-resumable', TUS_VERSION)
      .header('tus-version', TUS_VERSION)
      .header('tus-extension', EXTENSIONS)
      .header('tus-max-size', this.config.http.maxUploadBytes)
      .header('tus-checksum-algorithm', CHECKSUMS.join(','))
      .send();
  }

  @Post()
  @Roles('analyst')
  @HttpCode(201)
  @ApiOperation({ summary: 'Start an upload that may be resumed' })
  @ApiHeader({ name: 'Tus-Resumable', required: true, description: TUS_VERSION })
  @ApiHeader({ name: 'Upload-Length', required: true, description: 'Bytes of the file as it is sent' })
  @ApiHeader({
    name: 'Upload-Metadata',
    required: true,
    description: 'filename, or filetype, in Base64: what format the file has, and what it is compressed with',
  })
  @ApiCreatedResponse({ description: 'Location: where the parts go' })
  async create(
    @Caller() { tenant }: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    speakTus(request, reply);
    const [length, metadata] = [wholeNumber(request, 'upload-length'), metadataIn(request)];
    const { maxUploadBytes } = this.config.http;
    if (length > maxUploadBytes) throw tooLarge(maxUploadBytes);
    uploadFormat(metadata);
    const { id, expires_at } = await this.uploads.create(tenant, length, metadata, LIFETIME_MS);
    reply.header('location', `/v1/uploads/${id}`).header('upload-expires', httpDate(expires_at)).send();
  }

  @Head(':id')
  @Roles('analyst')
  @ApiOperation({ summary: 'Where an upload goes on' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiOkResponse({ description: 'Upload-Offset, Upload-Length, Upload-Metadata, Upload-Expires' })
  async head(
    @Caller() { tenant }: Principal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    speakTus(request, reply);
    const { offset, length, metadata, expires_at } = await this.uploads.find(tenant, checkedId(id));
    if (metadata !== '') reply.header('upload-metadata', metadata);
    reply
      .header('upload-offset', offset)
      .header('upload-length', length)
      .header('upload-expires', httpDate(expires_at))
      .send();
  }

  @Patch(':id')
  @Roles('analyst')
  @Uploads()
  @HttpCode(204)
  @ApiOperation({ summary: 'Send bytes from where the upload is' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiConsumes(PART_TYPE)
  @ApiHeader({ name: 'Tus-Resumable', required: true, description: TUS_VERSION })
  @ApiHeader({ name: 'Upload-Offset', required: true, description: 'Must be where the upload is' })
  @ApiHeader({
    name: 'Upload-Checksum',
    required: false,
    description: `One of ${CHECKSUMS.join(', ')}, a space, and the digest of the body in Base64`,
  })
  @ApiNoContentResponse({ description: 'Upload-Offset: where the upload is now' })
  async append(
    @Caller() { tenant }: Principal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const offset = await answeringEarly(request, reply, async () => {
      speakTus(request, reply);
      if (request.headers['content-type'] !== PART_TYPE) {
        throw new SluiceError('UNSUPPORTED_MEDIA_TYPE', `The bytes of an upload are sent as ${PART_TYPE}.`);
      }
      const [start, checksum] = [wholeNumber(request, 'upload-offset'), checksumIn(request)];
      const part = await this.uploads.append(tenant, checkedId(id), start, checksum !== null);
      return receivePart(request.body as Readable, part, checksum);
    });
    reply.header('upload-offset', offset).send();
  }

  @Delete(':id')
  @Roles('analyst')
  @HttpCode(204)
  @ApiOperation({ summary: 'Drop an upload' })
  @ApiParam({ name: 'id', description: 'ULID' })
  @ApiNoContentResponse({ description: 'Dropped: batches that were made of it keep their own bytes' })
  async delete(
    @Caller() { tenant }: Principal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    speakTus(request, reply);
    const { id: found } = await this.uploads.find(tenant, checkedId(id));
    await this.uploads.delete(tenant, found);
    reply.send();
  }
}

/** Nothing that is no id of ours reaches the store. */
function checkedId(id: string): string {
  if (isId(id)) return id;
  throw new SluiceError('UPLOAD_NOT_FOUND', 'There is no upload with this id. POST /v1/uploads starts one.');
}

/** IMF-fixdate, as Upload-Expires has it. */
function httpDate(ms: number): string {
  return new Date(ms).toUTCString();
}
