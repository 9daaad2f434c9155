import { SluiceError, type FieldError, type InputField } from '@sluice/contracts';

/** Names as the client gave them; undefined: the default, which may be absent from the file. */
export interface RequestedColumns {
  readonly text_column?: string | undefined;
  readonly session_column?: string | undefined;
  readonly user_column?: string | undefined;
  readonly time_column?: string | undefined;
  readonly id_column?: string | undefined;
  readonly keep_columns?: readonly string[] | undefined;
}

const COLUMN_FIELDS = [
  'text_column',
  'session_column',
  'user_column',
  'time_column',
  'id_column',
] as const satisfies readonly Exclude<keyof RequestedColumns, 'keep_columns'>[];

/**
 * Checks that each requested column is in the file exactly once, and each input of a model too, unless it may be missing.
 * @throws SluiceError MISSING_COLUMN with a pointer for each that is not: `/session_column`, or `/columns/<input>`
 */
export function checkColumns(
  columns: readonly string[],
  requested: RequestedColumns,
  inputs: readonly InputField[],
): void {
  const count = (name: string): number => columns.filter((column) => column === name).length;
  // By our own list: the fields of a request hold more than names of columns.
  const named = COLUMN_FIELDS.flatMap((field) => {
    const name = requested[field];
    return name === undefined ? [] : misfit(`/${field}`, count(name), true, 'of this name');
  });
  const kept = requested.keep_columns ?? [];
  named.push(...kept.flatMap((name, i) => misfit(`/keep_columns/${i}`, count(name), true, 'of this name')));
  const needed = inputs.flatMap(({ name, missing = 'refuse' }) =>
    misfit(`/columns/${escaped(name)}`, count(name), missing === 'refuse', `"${name}"`),
  );
  if (named.length + needed.length === 0) return;
  const has = columns.length === 1 ? '1 column' : `${columns.length} columns`;
  const detail = `The file has ${has}, but not exactly ${wanted(named, needed)}.${hint(named, needed)}`;
  throw new SluiceError('MISSING_COLUMN', detail, { errors: [...named, ...needed] });
}

/** `which` is a name from a manifest, never one from the client. */
function misfit(pointer: string, count: number, required: boolean, which: string): FieldError[] {
  if (count === 1 || (count === 0 && !required)) return [];
  return count === 0
    ? [{ pointer, code: 'MISSING_COLUMN', message: `The file has no column ${which}.` }]
    : [{ pointer, code: 'AMBIGUOUS_COLUMN', message: `The file has several columns ${which}.` }];
}

function wanted(named: readonly FieldError[], needed: readonly FieldError[]): string {
  const parts = [
    ...(named.length > 0
      ? [`one that ${[...new Set(named.map(({ pointer }) => pointer.split('/')[1]))].join(', ')} names`]
      : []),
    ...(needed.length > 0 ? ['one for every input of the model'] : []),
  ];
  return parts.join(', nor ');
}

function hint(named: readonly FieldError[], needed: readonly FieldError[]): string {
  if (named[0]?.pointer === '/text_column') return ' Name the column that holds the text in text_column.';
  if (needed.length > 0) return ' errors lists them; GET /v1/models/{name} says what each holds.';
  return ' Correct the fields that errors points at, or leave them out.';
}

/** A member of a JSON pointer (RFC 6901). */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
