import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import { StartError, type Config } from '@sluice/platform';
import type { Logger } from 'pino';

type Files = NonNullable<Config['http']['tls']>;

/** Looks at the times of files rather than at events: platforms swap links, or mount folders that send none. */
const LOOK_EVERY_MS = 2_000;

export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** @throws StartError when they cannot be read or do not belong together */
export function readCertificate(files: Files): Certificate {
  try {
    return read(files);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new StartError(`TLS_CERT_FILE and TLS_KEY_FILE cannot be used: ${reason}`, { cause });
  }
}

/** New connections get a new certificate as soon as both of its files are there. One that cannot be used leaves the old one. Ends with the server; without files there is nothing to follow. */
export function followCertificate(server: HttpServer, files: Files | null, log: Logger): void {
  if (files === null || !(server instanceof Server)) return;
  const take = (): void => {
    try {
      server.setSecureContext(read(files));
      log.info('new TLS certificate taken');
    } catch (err) {
      log.error({ err }, 'the new TLS certificate cannot be used; the old one goes on');
    }
  };
  const names = [files.certFile, files.keyFile];
  for (const name of names) watchFile(name, { interval: LOOK_EVERY_MS, persistent: false }, take);
  server.once('close', () => {
    for (const name of names) unwatchFile(name, take);
  });
}

function read({ certFile, keyFile }: Files): Certificate {
  const certificate = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  createSecureContext(certificate);
  return certificate;
}
