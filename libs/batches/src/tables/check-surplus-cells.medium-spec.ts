import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkSurplusCells } from './check-surplus-cells';
import { Planner } from './planner.fixture';
import { writePlan } from './write-plan';

const GOOD = 's,hello\n';
const LONG = `s,${'x'.repeat(900)}\n`;

describe('cells that a record has too many', () => {
  let planner: Planner;
  beforeAll(async () => {
    planner = await Planner.start(192);
  });
  afterAll(() => planner.stop());

  async function plan(csv: string): Promise<{ accepted: number; rejected: number }> {
    const request = await planner.request(csv, { mode: 'rows' });
    return planner.duckdb.exclusively((connection) => writePlan(connection, request));
  }

  it.each([
    ['in few long lines', `${GOOD}${LONG}${`s,hello${',b'.repeat(20_000)}\n`.repeat(20)}`, 4],
    ['in many lines', `${GOOD}${LONG}${`s,${'hello,'.repeat(380)}b\n`.repeat(400)}`, 4],
    ['in lines of a few hundred bytes', `${GOOD}${LONG}${`s,hello${',b'.repeat(240)}\n`.repeat(2_000)}`, 4],
    ['in a record of many short lines', `${GOOD}"s","a\nb"\n${`s,"\n"${',"\n",b'.repeat(8_000)}\n`.repeat(20)}`, 5],
  ])('end a file when they could fill the memory, and say where: %s', async (_, records, line) => {
    await expect(plan(`session_id,text\n${records}`)).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: expect.stringMatching(
        new RegExp(`^The record on line (${line}|\\d{2,}) has \\d+ cells or more, the header 2,`),
      ) as string,
    });
  });

  it('are listed when they are fewer', async () => {
    const bad = `s,hello${',b'.repeat(40)}\n`;
    expect(await plan(`session_id,text\n${(GOOD + LONG + bad).repeat(1_000)}`)).toEqual({
      accepted: 2_000,
      rejected: 1_000,
    });
  });

  it('are found wherever they stand, and are none where delimiters and line ends are quoted', async () => {
    const cell = fc
      .array(fc.constantFrom(',', '\n', '\r\n', '""', 'é', 'x'.repeat(400), ','.repeat(300)), { maxLength: 6 })
      .map((parts) => `"${parts.join('')}"`);
    const rest = fc.tuple(cell, fc.constantFrom('s', '"s"', ''));
    const record = fc.oneof(
      rest.map((cells) => [...cells, 'x'.repeat(600)]),
      fc.tuple(rest, cell).map(([cells, last]) => [...cells, last]),
    );
    const records = fc.array(record, { minLength: 1, maxLength: 200 });
    const folder = await mkdtemp(join(tmpdir(), 'sluice-surplus-'));
    const path = join(folder, 'file.csv');
    const check = async (lines: readonly (readonly string[])[]): Promise<string> => {
      await writeFile(path, lines.map((cells) => `${cells.join(',')}\n`).join(''));
      return checkSurplusCells(path, { delimiter: ',', columns: ['a', 'b', 'c'] }, 0).then(() => 'none', String);
    };
    try {
      await fc.assert(
        fc.asyncProperty(records, fc.nat(), async (lines, at) => {
          expect(await check(lines)).toBe('none');
          const bad = lines.map((cells, i) => (i === at % lines.length ? [...cells, '', 'x'.repeat(600)] : cells));
          const line =
            bad
              .slice(0, at % lines.length)
              .join(',')
              .split('\n').length +
            (at % lines.length);
          expect(await check(bad)).toContain(`The record on line ${line} has 4 cells or more, the header 3,`);
        }),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
