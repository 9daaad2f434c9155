import { SluiceError } from '@sluice/contracts';
import type { ColumnMapping, InputShape } from '../records/batch-manifest';

/** Names as the client gave them; undefined: the default, which may be absent from the file. */
export interface RequestedColumns {
  readonly text_column?: string | undefined;
  readonly session_column?: string | undefined;
  readonly user_column?: string | undefined;
  readonly time_column?: string | undefined;
  readonly id_column?: string | undefined;
}

const COLUMN_FIELDS = [
  'text_column',
  'session_column',
  'user_column',
  'time_column',
  'id_column',
] as const satisfies readonly (keyof RequestedColumns)[];

export const DEFAULT_TEXT_COLUMN = 'text';

/**
 * Finds the columns of a file. A column that was asked for by name must be there, a default one may be missing, the text must be there.
 * Records of NDJSON name their own members, and later ones may have more than the first: a default name is taken as it is.
 * @throws SluiceError MISSING_COLUMN with a pointer for each
 */
export function mapColumns(shape: InputShape, requested: RequestedColumns): ColumnMapping {
  const text = requested.text_column ?? DEFAULT_TEXT_COLUMN;
  if (shape.columns.length > 0) checkPresent(shape.columns, { ...requested, text_column: text });
  const found = (...names: [string, ...string[]]): string | null =>
    names.find((name) => shape.columns.includes(name)) ?? (shape.format === 'ndjson' ? names[0] : null);
  return {
    text,
    id: requested.id_column ?? found('id'),
    session: requested.session_column ?? found('session_id'),
    user: requested.user_column ?? found('user_id'),
    time: requested.time_column ?? found('occurred_at', 'timestamp'),
  };
}

function checkPresent(columns: readonly string[], requested: RequestedColumns): void {
  // By our own list: the fields of a request hold more than names of columns.
  const wrong = COLUMN_FIELDS.filter((field) => requested[field] !== undefined)
    .map((field) => ({ field, count: columns.filter((column) => column === requested[field]).length }))
    .filter(({ count }) => count !== 1);
  if (wrong.length === 0) return;
  const errors = wrong.map(({ field, count }) => ({
    pointer: `/${field}`,
    code: count === 0 ? 'MISSING_COLUMN' : 'AMBIGUOUS_COLUMN',
    message: count === 0 ? 'The file has no column of this name.' : 'The file has several columns of this name.',
  }));
  const first = wrong[0]?.field === 'text_column' ? ' Name the column that holds the text in text_column.' : '';
  throw new SluiceError(
    'MISSING_COLUMN',
    `The file has ${columns.length} columns, but not the one that ${wrong.map(({ field }) => field).join(', ')} names.${first}`,
    { errors },
  );
}
