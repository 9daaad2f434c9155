import { parentPort } from 'node:worker_threads';
import { Decompress } from 'fzstd';
import xxhash, { type XXHash } from 'xxhash-wasm';
import type { ZstdPiece, ZstdReply } from './zstd-message';

/** Entry of the thread that unpacks one zstd stream: each piece of it is answered with what it stands for. */
const hashing = xxhash();
let unpacked: Uint8Array<ArrayBuffer>[] = [];
let frame: { readonly decoder: Decompress; readonly hash: XXHash<bigint> } | null = null;

parentPort?.on('message', (piece: ZstdPiece) => {
  void answer(piece).then((reply) => {
    parentPort?.postMessage(reply, reply?.map(({ buffer }) => buffer) ?? []);
  });
});

async function answer({ bytes, end }: ZstdPiece): Promise<ZstdReply> {
  frame ??= {
    decoder: new Decompress((part) => unpacked.push(part as Uint8Array<ArrayBuffer>)),
    hash: (await hashing).create64(),
  };
  const { decoder, hash } = frame;
  unpacked = [];
  try {
    decoder.push(bytes, end !== null);
  } catch {
    return null;
  }
  for (const part of unpacked) hash.update(part);
  if (end === null) return unpacked;
  frame = null;
  const isWhole = end.checksum === null || end.checksum === Number(BigInt.asUintN(32, hash.digest()));
  return isWhole ? unpacked : null;
}
