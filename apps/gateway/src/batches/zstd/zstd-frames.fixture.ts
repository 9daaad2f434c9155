/** Of blocks each of which is one byte and the number 131,072. */
export function zstdBomb(blocks: number): Buffer {
  const block = Buffer.alloc(4, 'x');
  block.writeUIntLE((131_072 << 3) | (1 << 1), 0, 3);
  return zstdFrame(Buffer.from('0038', 'hex'), ...Array.from({ length: blocks }, () => block));
}

/** A frame of 1 MB in 38 bytes. @param descriptor of its window */
export function windowed(descriptor: number): Buffer {
  const blocks = zstdBomb(8).subarray(6);
  blocks.writeUInt8(blocks.readUInt8(28) | 1, 28);
  return zstdFrame(Buffer.from([0, descriptor]), blocks);
}

/** One block that says to copy 64 kB so many times, far more than a block may hold. */
export function zstdMatches(matches: number): Buffer {
  const many = matches - 0x7f00;
  const count = many < 0 ? [0x80 | (matches >> 8), matches & 0xff] : [0xff, many & 0xff, many >> 8];
  // One literal; then lengths of literals, offsets and lengths of matches are all of one code each.
  const block = Buffer.from([0x08, 0x41, ...count, 0x54, 0, 0, 52, 0xff, 0xff, 0xff, 0xff]);
  const header = Buffer.alloc(3);
  header.writeUIntLE((block.length << 3) | (2 << 1) | 1, 0, 3);
  return zstdFrame(Buffer.from('0038', 'hex'), header, block);
}

export function zstdFrame(header: Buffer, ...blocks: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('28b52ffd', 'hex'), header, ...blocks]);
}
