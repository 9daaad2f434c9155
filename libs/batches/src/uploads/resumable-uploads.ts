import { Readable } from 'node:stream';
import { newId, SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import { PartWriter } from './part-writer';

/** `uploads/<tenant>/<id>/…` */
const UPLOADS = 'uploads';
const HEAD = 'head';
/** An upload of parts of a few bytes each would make more objects than it is worth. */
const MAX_PARTS = 10_000;

/** What a client said of a file before it sent it. */
export interface UploadHead {
  /** Bytes of the file as it is sent. */
  readonly length: number;
  /** Upload-Metadata as it came; empty: none. */
  readonly metadata: string;
  readonly created_at: number;
  readonly expires_at: number;
}

export interface ResumableUpload extends UploadHead {
  readonly id: string;
  /** Bytes that are durable: where the client goes on. */
  readonly offset: number;
}

interface Part {
  readonly key: string;
  readonly start: number;
}

/**
 * Files that arrive in parts, over as many connections and gateways as it takes. A part is an object named by where it starts, so that of two that are sent
 * for the same place one counts, and what is durable is what lies there without a gap.
 */
export class ResumableUploads {
  constructor(
    private readonly store: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {}

  /** @param lifetimeMs until it is removed, finished or not */
  async create(tenant: string, length: number, metadata: string, lifetimeMs: number): Promise<ResumableUpload> {
    const id = newId();
    const created_at = this.now();
    const head: UploadHead = { length, metadata, created_at, expires_at: created_at + lifetimeMs };
    await this.store.putIfAbsent(`${rootOf(tenant, id)}/${HEAD}`, JSON.stringify(head));
    return { ...head, id, offset: 0 };
  }

  /**
   * @param id a ULID
   * @throws SluiceError UPLOAD_NOT_FOUND, also when it has expired
   */
  async find(tenant: string, id: string): Promise<ResumableUpload> {
    const head = await this.head(rootOf(tenant, id));
    if (head === null || head.expires_at <= this.now()) throw notFound();
    return { ...head, id, offset: (await this.parts(tenant, id)).offset };
  }

  /**
   * Takes bytes from where the upload is. Whoever calls this ends it with `finish` or `drop`.
   * @param whole the bytes count only together, as under a checksum; else those that came before a connection broke count too
   * @throws SluiceError UPLOAD_CONFLICT when the upload is not at this offset, or has too many parts
   */
  async append(tenant: string, id: string, offset: number, whole: boolean): Promise<PartWriter> {
    const root = rootOf(tenant, id);
    const head = await this.find(tenant, id);
    const { parts } = await this.parts(tenant, id);
    if (head.offset !== offset) throw conflict(`The upload is at offset ${head.offset}. Go on from there.`);
    if (parts.length >= MAX_PARTS)
      throw conflict(`An upload has at most ${MAX_PARTS} parts. Start again with larger ones.`);
    return new PartWriter(this.store, (start) => partKey(root, start), { offset, length: head.length, whole });
  }

  /** The bytes of an upload that has come whole. @throws SluiceError UPLOAD_NOT_FOUND, UPLOAD_CONFLICT while bytes are missing */
  async read(tenant: string, id: string): Promise<{ readonly upload: ResumableUpload; readonly bytes: Readable }> {
    const upload = await this.find(tenant, id);
    if (upload.offset < upload.length) {
      throw conflict(`The upload has ${upload.offset} of ${upload.length} bytes. Send the rest first.`);
    }
    const { parts } = await this.parts(tenant, id);
    return { upload, bytes: Readable.from(this.bytesOf(parts), { objectMode: false, highWaterMark: 256 * 1024 }) };
  }

  /** Deleting what is not there is no error. */
  async delete(tenant: string, id: string): Promise<void> {
    await this.store.deletePrefix(rootOf(tenant, id));
  }

  /** @returns how many were removed */
  async removeExpired(): Promise<number> {
    let removed = 0;
    for (const tenant of await this.store.list(UPLOADS)) {
      for (const id of await this.store.list(`${UPLOADS}/${tenant}`)) {
        const head = await this.head(rootOf(tenant, id));
        // Without a head it is a part that a slow connection ended after the upload had been removed.
        if (head !== null && head.expires_at > this.now()) continue;
        await this.delete(tenant, id);
        removed++;
      }
    }
    return removed;
  }

  private async head(root: string): Promise<UploadHead | null> {
    const bytes = await this.store.get(`${root}/${HEAD}`);
    // Our own record, written whole or not at all.
    return bytes === null ? null : (JSON.parse(bytes.toString()) as UploadHead);
  }

  /** Parts in order, and the offset up to which they hold every byte. */
  private async parts(
    tenant: string,
    id: string,
  ): Promise<{ readonly parts: readonly Part[]; readonly offset: number }> {
    const folder = `${rootOf(tenant, id)}/parts`;
    const names = await this.store.list(folder);
    const sizes = await Promise.all(names.map((name) => this.store.size(`${folder}/${name}`)));
    const parts: Part[] = [];
    let offset = 0;
    for (const [index, name] of names.entries()) {
      if (Number(name) !== offset) break;
      parts.push({ key: `${folder}/${name}`, start: offset });
      offset += sizes[index] ?? 0;
    }
    return { parts, offset };
  }

  private async *bytesOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
    for (const { key } of parts) for await (const bytes of await this.store.read(key)) yield bytes as Buffer;
  }
}

function rootOf(tenant: string, id: string): string {
  return `${UPLOADS}/${tenant}/${id}`;
}

/** As many digits as the largest length has, so that the names sort as the numbers do. */
function partKey(root: string, start: number): string {
  return `${root}/parts/${String(start).padStart(16, '0')}`;
}

function notFound(): SluiceError {
  return new SluiceError(
    'UPLOAD_NOT_FOUND',
    'There is no upload with this id; it may have expired. POST /v1/uploads starts one.',
  );
}

function conflict(detail: string): SluiceError {
  return new SluiceError('UPLOAD_CONFLICT', detail);
}
