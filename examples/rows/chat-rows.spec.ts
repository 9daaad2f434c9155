import fc from 'fast-check';
import { chatRows, type ChatRow } from './chat-rows';
import { encodeRow } from './write-rows';

const shape = { rows: 5_000, seed: 7, abusiveShare: 0.1 };

function countBy(rows: readonly ChatRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { session_id } of rows) counts.set(session_id, (counts.get(session_id) ?? 0) + 1);
  return counts;
}

describe('chatRows', () => {
  it('gives the same rows for the same seed, others for another', () => {
    expect([...chatRows(shape)]).toEqual([...chatRows(shape)]);
    expect([...chatRows(shape)]).not.toEqual([...chatRows({ ...shape, seed: 8 })]);
  });

  it('gives sessions of 1 to 50 rows in the order of time, with texts of about 130 characters', () => {
    const rows = [...chatRows(shape)];
    expect(rows).toHaveLength(shape.rows);
    expect(Math.max(...countBy(rows).values())).toBeLessThanOrEqual(50);
    expect(rows.map(({ occurred_at }) => occurred_at)).toEqual(rows.map(({ occurred_at }) => occurred_at).sort());
    const mean = rows.reduce((sum, { text }) => sum + text.length, 0) / rows.length;
    expect(mean).toBeGreaterThan(120);
    expect(mean).toBeLessThan(140);
    expect(rows.every(({ text }) => text.trim() !== '' && text === text.trim())).toBe(true);
  });

  it('is about as abusive as asked', () => {
    const abusive = (abusiveShare: number): number =>
      [...chatRows({ ...shape, abusiveShare })].filter(({ text }) => /idiot|moron|loser|piece of trash/.test(text))
        .length;
    expect(abusive(0)).toBe(0);
    expect(abusive(0.5)).toBeGreaterThan(abusive(0.05));
  });
});

describe('encodeRow', () => {
  it('writes JSON that reads back, and CSV cells of which any text comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é') }), (text) => {
        const row: ChatRow = { id: 'm-1', session_id: 's', user_id: 'u', occurred_at: 't', text };
        expect(JSON.parse(encodeRow(row, 'ndjson'))).toEqual(row);
        const cell = encodeRow(row, 'csv').slice('m-1,s,u,t,'.length, -1);
        const plain = /^"([^]*)"$/.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
        expect(plain).toBe(text);
      }),
    );
  });
});
