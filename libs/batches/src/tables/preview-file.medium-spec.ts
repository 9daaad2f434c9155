import { Planner } from './planner.fixture';
import { previewFile } from './preview-file';

const ROWS = 5_000_000;
/** Seconds of work. */
const CSV = Buffer.from(`text,session_id\n${'you idiot,s1\nhello,s2\n'.repeat(ROWS / 2)}`);

describe('previewFile', () => {
  let planner: Planner;

  beforeAll(async () => {
    planner = await Planner.start();
  });
  afterAll(() => planner.stop());

  it.each([
    ['before it begins', [true]],
    ['in the middle', [false, true]],
  ])('stops when nobody wants it any more, %s, and leaves room for the next', async (_, answers) => {
    const left = [...answers];
    const hasLeft = (): boolean => left.shift() ?? true;
    const long = previewFile(planner.duckdb, { ...(await planner.request(CSV)), maxRows: ROWS }, hasLeft);
    await expect(long).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    const short = await planner.request('text\nhello\n', { mode: 'rows' });
    expect(await previewFile(planner.duckdb, short, () => false)).toMatchObject({ row_estimate: 1, bad_rows: 0 });
  });
});
