import { existsSync, readFileSync } from 'node:fs';

describe('SECURITY.md', () => {
  it('names tests that exist, for each risk of the OWASP list', () => {
    const text = readFileSync('SECURITY.md', 'utf8');
    const rows = text.split('\n').filter((line) => /^\| API\d/.test(line));
    expect(rows.map((row) => /API\d+/.exec(row)?.[0])).toEqual(Array.from({ length: 10 }, (_, n) => `API${n + 1}`));
    for (const row of rows) expect([row, /`[\w/.-]+spec\.ts`/.test(row)]).toEqual([row, true]);
    const named = text.match(/[\w/.-]+spec\.ts/g) ?? [];
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });
});
