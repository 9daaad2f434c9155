import { InProcess } from './in-process.fixture';

interface SessionLine {
  readonly session_id: string;
  readonly events: number;
}

describe('a batch of long texts', () => {
  let sluice: InProcess;

  beforeAll(async () => {
    sluice = await InProcess.start();
  });
  afterAll(() => sluice.stop());

  it('is scored in chunks of a few megabytes, and a session that is cut for its bytes is judged as one', async () => {
    const text = 'hello there. how are you? '.repeat(380);
    const lines = Array.from({ length: 4_000 }, (_, i) => `${i < 3_900 ? 'long' : 'other'},${text}${i}`);
    const batch = await sluice.accept(`session_id,text\n${lines.join('\n')}\n`, 16_384);
    expect(await sluice.run(batch)).toMatchObject({ state: 'completed', counts: { succeeded: 4_000 } });
    const plan = await (await sluice.ledger(batch)).plan();
    expect(plan?.chunk_ends).toEqual([848, 1_696, 2_544, 3_392, 3_900, 4_000]);
    const sessions = await sluice.lines<SessionLine>(batch, 'sessions');
    expect(sessions.map(({ session_id, events }) => [session_id, events])).toEqual([
      ['long', 3_900],
      ['other', 100],
    ]);
    expect(new Set((await sluice.rows(batch)).map(({ row }) => row)).size).toBe(4_000);
  });
});
