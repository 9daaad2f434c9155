import { zstdMatches } from './zstd-frames.fixture';
import { ZstdThread } from './zstd-thread';

describe('ZstdThread', () => {
  it('gives a block up that would keep it busy for half a minute, and can be closed in the middle of it', async () => {
    const thread = new ZstdThread(100);
    expect(await thread.push(zstdMatches(40_000), null)).toBeNull();
    await thread.close();
  });
});
