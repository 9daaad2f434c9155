import { parentPort } from 'node:worker_threads';
import { Decompress } from 'fzstd';
import type { ZstdPiece, ZstdReply } from './zstd-message';

/** Entry of the thread that unpacks one zstd stream: each piece of it is answered with what it stands for. */
let unpacked: Uint8Array<ArrayBuffer>[] = [];
const stream = new Decompress((part) => unpacked.push(part as Uint8Array<ArrayBuffer>));

parentPort?.on('message', ({ bytes, final }: ZstdPiece) => {
  const reply = answer(bytes, final);
  parentPort?.postMessage(reply, reply?.map(({ buffer }) => buffer) ?? []);
});

function answer(bytes: Uint8Array, final: boolean): ZstdReply {
  unpacked = [];
  try {
    stream.push(bytes, final);
  } catch {
    return null;
  }
  return unpacked;
}
