import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_TITLES, ROW_ERRORS } from '@sluice/contracts';
import { ROW_REASONS, SESSION_REASONS } from '@sluice/detection';
import { HTTP_STATUS } from './http-status';

const DOC = readFileSync(join(__dirname, '../../../../docs/errors.md'), 'utf8');

/** The table under a heading, without its last column when it has four: what to do is prose. */
function tableUnder(heading: string): Record<string, readonly string[]> {
  const section = DOC.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return Object.fromEntries(
    rows.map((row) => {
      const [code = '', ...cells] = row
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim());
      return [code.replaceAll('`', ''), cells.length === 3 ? cells.slice(0, 2) : cells];
    }),
  );
}

const meanings = (catalogue: Readonly<Record<string, string>>): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(catalogue).map(([code, meaning]) => [code, [meaning]]));

describe('docs/errors.md', () => {
  it('lists every code of a request with its status and title', () => {
    const expected = Object.entries(ERROR_TITLES).map(([code, title]) => [
      code,
      [String(HTTP_STATUS[code as keyof typeof ERROR_TITLES]), title],
    ]);
    expect(tableUnder('Codes of a request')).toEqual(Object.fromEntries(expected));
  });

  it('lists every code of a record and every reason', () => {
    expect(tableUnder('Codes of a record')).toEqual(meanings(ROW_ERRORS));
    expect(tableUnder('Reasons of a prediction')).toEqual(meanings(ROW_REASONS));
    expect(tableUnder('Reasons of a session')).toEqual(meanings(SESSION_REASONS));
  });
});
