import { createHash } from 'node:crypto';
import { toUSVString } from 'node:util';
import type { Inference, LiveModel } from '@sluice/inference';
import type { InputUpload } from './input-upload';
import { DEFAULT_MODEL } from '../models/default-model';
import type { PredictBody } from '../predict/predict-body';
import { requestRows } from '../predict/request-rows';
import { timeOf } from '../sessions/record-session';
import type { BatchFields } from './batch-fields.dto';
import type { BatchSource, ReadUpload } from './batch-source';

type Columns = Pick<BatchFields, 'session_column' | 'user_column' | 'time_column' | 'id_column'>;

/** The body of a predict call as the file of a batch: an object a line. What predict would refuse is refused. */
export class CallSource implements BatchSource {
  constructor(
    private readonly inference: Inference,
    private readonly body: PredictBody,
    readonly requestId: string,
  ) {}

  async receive(upload: InputUpload): Promise<ReadUpload> {
    const { model = DEFAULT_MODEL, threshold, texts, instances, occurred_at } = this.body;
    const live = this.inference.get(model);
    requestRows(this.body, live);
    timeOf(occurred_at);
    const { columns, cells } = this.sessionCells(live);
    const rows = texts?.map((text) => ({ text })) ?? (instances as readonly object[] | undefined) ?? [];
    const bytes = Buffer.from(rows.map((row) => `${JSON.stringify({ ...row, ...cells }, wellFormed)}\n`).join(''));
    await upload.write(bytes);
    return {
      format: 'ndjson',
      fields: { model, ...(threshold === undefined ? {} : { threshold }), ...columns },
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  }

  /** What the call says of its session, in columns whose names the model does not use. */
  private sessionCells({ manifest }: LiveModel): { columns: Columns; cells: Readonly<Record<string, string>> } {
    const { session_id, user_id, event_id, occurred_at } = this.body;
    const taken = new Set(manifest.kind === 'tabular' ? manifest.inputs.map(({ name }) => name) : []);
    const given = Object.entries({ session: session_id, user: user_id, id: event_id, time: occurred_at });
    const columns: Record<string, string> = {};
    const cells: Record<string, string> = {};
    for (const [part, value] of given) {
      if (value === undefined) continue;
      const column = free(part, taken);
      columns[`${part}_column`] = column;
      cells[column] = value;
    }
    return { columns, cells };
  }
}

/** Half of a surrogate pair as U+FFFD, as predict reads it: JSON may escape it, but a file cannot hold it. */
function wellFormed(_: string, value: unknown): unknown {
  return typeof value === 'string' ? toUSVString(value) : value;
}

function free(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? free(`${name}_`, taken) : name;
}
