import { connect, type Socket } from 'node:net';

const HOST = 'Host: x\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
const CSV_TYPE = 'Content-Type: text/csv\r\n';
const FORM_TYPE = 'Content-Type: multipart/form-data; boundary=b\r\n';
const ENDLESS = 'Content-Length: 1000000\r\n\r\n';
const form = (part: string): string => `POST /v1/batch HTTP/1.1\r\n${HOST}${FORM_TYPE}${ENDLESS}--b\r\n${part}`;

interface Sent {
  readonly first: string;
  /** By the number of the second, from 1. */
  readonly everySecond: string | ((second: number) => string);
}

/** Ways to hold a connection for next to nothing: what is sent at once, and what every second after that. */
const KINDS = {
  'headers that do not end': { first: `GET / HTTP/1.1\r\n${HOST}a: b`, everySecond: '' },
  'headers, a byte a second': { first: `GET / HTTP/1.1\r\n${HOST}a: b`, everySecond: 'b' },
  'headers for two seconds, then JSON, a byte a second': {
    first: `POST /predict HTTP/1.1\r\n${HOST}${JSON_TYPE}a: b`,
    everySecond: (second) => ['', 'b', `\r\n${ENDLESS}{`][second] ?? ' ',
  },
  'JSON to predict, nothing': { first: `POST /predict HTTP/1.1\r\n${HOST}${JSON_TYPE}${ENDLESS}`, everySecond: '' },
  'JSON to predict, a byte a second': {
    first: `POST /predict HTTP/1.1\r\n${HOST}${JSON_TYPE}${ENDLESS}{`,
    everySecond: ' ',
  },
  'JSON to batch, a byte a second': {
    first: `POST /v1/batch HTTP/1.1\r\n${HOST}${JSON_TYPE}${ENDLESS}{`,
    everySecond: ' ',
  },
  'file, nothing': { first: `POST /v1/batch HTTP/1.1\r\n${HOST}${CSV_TYPE}${ENDLESS}`, everySecond: '' },
  'file, 500 bytes a second': {
    first: `POST /v1/batch HTTP/1.1\r\n${HOST}${CSV_TYPE}${ENDLESS}text\n`,
    everySecond: `${'a'.repeat(499)}\n`,
  },
  'form, a byte of a field a second': {
    first: form('Content-Disposition: form-data; name="model"\r\n\r\n'),
    everySecond: 'a',
  },
  'form, a byte of its file a second': {
    first: form('Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\ntext\n'),
    everySecond: 'a',
  },
  'form that never ends, nothing': { first: form(''), everySecond: '' },
} as const satisfies Readonly<Record<string, Sent>>;
export type SlowKind = keyof typeof KINDS;
export const SLOW_KINDS = Object.keys(KINDS) as readonly SlowKind[];

/** How a slow connection ended. */
export interface SlowEnd {
  readonly kind: SlowKind;
  /** Milliseconds from its first byte until it was closed; Infinity: it was still open when the patience ended. */
  readonly openMs: number;
  /** The status of an answer; null: none came. */
  readonly status: number | null;
}

/** Opens a connection that sends slowly, and resolves when it is closed, or after `patienceMs`. */
export function openSlowly(port: number, kind: SlowKind, patienceMs: number): Promise<SlowEnd> {
  return new Promise((resolve) => {
    const { first, everySecond }: Sent = KINDS[kind];
    const socket = connect(port, '127.0.0.1');
    let [startedMs, answer, second] = [performance.now(), '', 0];
    const drip = setInterval(() => {
      second++;
      const bytes = typeof everySecond === 'string' ? everySecond : everySecond(second);
      if (bytes !== '' && socket.writable) socket.write(bytes);
    }, 1_000);
    const end = (openMs: number): void => {
      clearInterval(drip);
      clearTimeout(patience);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      resolve({ kind, openMs, status: status === undefined ? null : Number(status) });
    };
    const patience = setTimeout(() => {
      end(Infinity);
    }, patienceMs);
    listen(socket, {
      onConnect: () => {
        startedMs = performance.now();
        socket.write(first);
      },
      onBytes: (bytes) => (answer += bytes.toString('latin1')),
      onClosed: () => {
        end(Math.round(performance.now() - startedMs));
      },
    });
  });
}

interface Listeners {
  readonly onConnect: () => void;
  readonly onBytes: (bytes: Buffer) => void;
  readonly onClosed: () => void;
}

function listen(socket: Socket, { onConnect, onBytes, onClosed }: Listeners): void {
  socket.once('connect', onConnect);
  socket.on('data', onBytes);
  // A reset is a way to be cut; 'close' follows.
  socket.on('error', () => undefined);
  socket.once('close', onClosed);
}
