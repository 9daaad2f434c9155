import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeInput, DuckDb, readChunk, recordContent, writePlan, type InputFormat } from '@sluice/batches';
import { SluiceError, type Column, type InputField, type TabularRows } from '@sluice/contracts';
import { InferenceService } from '@sluice/inference';
import type { ModelsDir } from '../../../libs/inference/test/models-dir.fixture';
import { tabularModels } from './tabular-models.fixture';

/** What becomes of a record: the values that the model gets, or the first thing that is wrong with it. */
export type Verdict = { readonly values: readonly unknown[] } | { readonly code: string; readonly field: string };

/** Judges records as a request and as a file would have them, with the models of `tabularModels`. */
export class Verdicts {
  private constructor(
    private readonly folder: string,
    private readonly models: ModelsDir,
    private readonly duckdb: DuckDb,
    private readonly inference: InferenceService,
  ) {}

  static async start(): Promise<Verdicts> {
    const [folder, models] = await Promise.all([mkdtemp(join(tmpdir(), 'sluice-rules-')), tabularModels()]);
    const duckdb = new DuckDb({ tempDirectory: join(folder, 'spill'), memoryLimitMb: 256 });
    const options = { modelsDir: models.path, modelVersions: new Map<string, string>(), threads: 1 };
    return new Verdicts(folder, models, duckdb, await InferenceService.open({ ...options, mode: 'threads' }));
  }

  async stop(): Promise<void> {
    await this.inference.close();
    await this.duckdb.close();
    await this.models.remove();
    await rm(this.folder, { recursive: true });
  }

  /** As POST /predict judges one instance. */
  inRequest(model: string, inputs: readonly InputField[], instance: unknown): Verdict {
    try {
      return { values: valuesAt(this.inference.get(model).instances?.read([instance]).columns ?? [], 0) };
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      const found = new Map(error.errors.map(({ pointer, code }) => [pointer.replace('/instances/0/', ''), code]));
      const first = inputs.find(({ name }) => found.has(name));
      return { code: found.get(first?.name ?? '') ?? '', field: first?.name ?? '' };
    }
  }

  /** As a batch judges the records of a file, by record. */
  async inFile(name: string, content: string, format: InputFormat): Promise<Verdict[]> {
    const input = join(this.folder, 'input');
    await writeFile(input, content);
    const model = recordContent(this.inference.get(name).manifest);
    const described = await describeInput(this.duckdb, input, format, {}, model);
    const files = { rows: join(this.folder, 'rows'), errors: join(this.folder, 'errors') };
    const request = {
      input,
      ...described,
      content: model,
      mode: 'rows',
      maxRows: 1e6,
      maxBytes: 1e9,
      ...files,
    } as const;
    return this.duckdb.exclusively(async (connection) => {
      const { accepted } = await writePlan(connection, request);
      const good = await readChunk(connection, files.rows, [0, accepted], model);
      const bad = await connection.runAndReadAll(
        `SELECT "row"::DOUBLE AS "row", code, field FROM read_parquet('${files.errors}')`,
      );
      const verdicts: Verdict[] = [];
      good.rows.forEach((row, at) => {
        verdicts[row - 1] = { values: valuesAt((good.content as TabularRows).columns, at) };
      });
      // The types follow from the query.
      for (const { row, code, field } of bad.getRowObjectsJS() as { row: number; code: string; field: string }[]) {
        verdicts[row - 1] = { code, field };
      }
      return verdicts;
    });
  }
}

/** A zero has no sign here: Parquet may lose it, and no score depends on it. */
function valuesAt(columns: readonly Column[], at: number): unknown[] {
  return columns.map((column) => (column[at] === 0 ? 0 : column[at]));
}
