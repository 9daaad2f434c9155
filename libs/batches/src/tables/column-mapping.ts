import { SluiceError } from '@sluice/contracts';
import type { ColumnMapping, InputShape, RecordContent } from '../records/batch-manifest';
import { checkColumns, type RequestedColumns } from './check-columns';

const DEFAULT_TEXT_COLUMN = 'text';

/** Names of the columns that hold what the model takes: by them the delimiter of a CSV is told. */
export function contentColumns(content: RecordContent, { text_column }: RequestedColumns): readonly string[] {
  return content.kind === 'tabular' ? content.inputs.map(({ name }) => name) : [text_column ?? DEFAULT_TEXT_COLUMN];
}

/**
 * Finds the columns of a file. A column that was asked for by name must be there, a default one may be missing; the text must be there, and
 * so must every input of the model that may not be missing. Records of NDJSON name their own members, and later ones may have more than the
 * first: a default name is taken as it is.
 * @throws SluiceError MISSING_COLUMN with a pointer for each; INVALID_FIELD for a text column when the model takes no texts
 */
export function mapColumns(shape: InputShape, requested: RequestedColumns, content: RecordContent): ColumnMapping {
  const text = textColumn(requested, content);
  const inputs = content.kind === 'tabular' ? content.inputs : [];
  if (shape.columns.length > 0) checkColumns(shape.columns, { ...requested, text_column: text ?? undefined }, inputs);
  const found = (...names: [string, ...string[]]): string | null =>
    names.find((name) => shape.columns.includes(name)) ?? (shape.format === 'ndjson' ? names[0] : null);
  return {
    text,
    inputs: inputs.map(({ name }) => found(name)),
    id: requested.id_column ?? found('id'),
    session: requested.session_column ?? found('session_id'),
    user: requested.user_column ?? found('user_id'),
    time: requested.time_column ?? found('occurred_at', 'timestamp'),
    kept: requested.keep_columns ?? [],
  };
}

function textColumn({ text_column }: RequestedColumns, { kind }: RecordContent): string | null {
  if (kind !== 'tabular') return text_column ?? DEFAULT_TEXT_COLUMN;
  if (text_column === undefined) return null;
  const errors = [{ pointer: '/text_column', code: 'UNKNOWN_FIELD', message: 'The model takes no texts.' }];
  throw new SluiceError('INVALID_FIELD', 'text_column is for models that take texts. Leave it out.', { errors });
}
