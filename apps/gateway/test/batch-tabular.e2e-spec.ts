import { rm } from 'node:fs/promises';
import { TestSystem } from '@sluice/testing';
import type { BatchStatusDto } from '../src/batches/batch-status.dto';
import type { FilePreviewDto } from '../src/batches/file-preview.dto';
import { BAD_CUSTOMERS, CUSTOMERS, customersCsv, customersNdjson, onlyChurn, RECORDS } from './customers';
import { expectRefusal } from './refusal';
import { inDuckDb } from './sample-files';

const CSV_TYPE = { 'content-type': 'text/csv' };

interface Row {
  readonly row: number;
  readonly id: string;
  readonly score: number;
  readonly label: string;
}

describe('POST /batch for a tabular model', () => {
  let system: TestSystem;
  let models: string;

  beforeAll(async () => {
    models = await onlyChurn();
    system = await TestSystem.start({ env: { MODELS_DIR: models } });
  });
  afterAll(async () => {
    await system.stop();
    await rm(models, { recursive: true });
  });

  const post = (
    body: string | FormData | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = CSV_TYPE,
    path = '/v1/batch?model=churn',
  ): Promise<Response> => fetch(system.url + path, { method: 'POST', headers, body });

  const predict = async (instances: readonly object[]): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    return (await post(JSON.stringify({ instances }), headers, '/v1/models/churn/predict')).json();
  };

  async function finished(answer: Response): Promise<string> {
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as BatchStatusDto;
    await system.finished(id);
    return id;
  }

  const linesOf = async <T>(id: string, view: 'rows' | 'sessions' | 'errors'): Promise<T[]> =>
    (await system.results(id, view))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);

  /** The records as Parquet, by way of their NDJSON. */
  async function parquet(): Promise<Uint8Array<ArrayBuffer>> {
    const values = RECORDS.map((record) => `('${JSON.stringify(record).replaceAll("'", "''")}')`).join(', ');
    const structure = JSON.stringify(
      Object.fromEntries(
        Object.entries(RECORDS[0] ?? {}).map(([name, value]) => [
          name,
          typeof value === 'number' ? 'DOUBLE' : 'VARCHAR',
        ]),
      ),
    );
    const records = `SELECT unnest(from_json(line::JSON, '${structure}')) FROM (VALUES ${values}) AS lines(line)`;
    return new Uint8Array((await inDuckDb(`COPY (${records}) TO '{file}' (FORMAT parquet)`)).file);
  }

  it('takes the body of a predict call, too', async () => {
    const instances = CUSTOMERS.filter((_, i) => !BAD_CUSTOMERS.some(({ row }) => row === i + 1));
    const body = JSON.stringify({ model: 'churn', instances, session_id: 's', event_id: 'e' });
    const id = await finished(await post(body, { 'content-type': 'application/json' }, '/v1/predict/batch'));
    const { predictions } = (await predict(instances)) as { predictions: { score: number }[] };
    const rows = await linesOf<Row>(id, 'rows');
    expect(rows.map(({ id: name, score }) => [name, score])).toEqual(predictions.map(({ score }) => ['e', score]));
  });

  it('scores the good records as /predict does, and lists the bad ones', async () => {
    const id = await finished(await post(customersCsv()));
    expect(await system.status(id)).toMatchObject({
      ...{ state: 'completed_with_errors', mode: 'sessions', model: { name: 'churn', version: '1.0.0' } },
      counts: { total: 8, succeeded: 5, failed: 3, cancelled: 0 },
    });
    const good = CUSTOMERS.filter((_, i) => !BAD_CUSTOMERS.some(({ row }) => row === i + 1));
    const { predictions } = (await predict(good)) as { predictions: { score: number; label: string }[] };
    const rows = await linesOf<Row>(id, 'rows');
    expect(rows.map(({ row, id: name }) => [row, name])).toEqual([1, 2, 4, 6, 8].map((row) => [row, `c${row}`]));
    expect(rows.map(({ score, label }) => [score, label])).toEqual(
      predictions.map(({ score, label }) => [score, label]),
    );

    const { errors } = (await predict(CUSTOMERS)) as { errors: { pointer: string; code: string }[] };
    expect(errors.map(({ pointer, code }) => [pointer, code])).toEqual(
      BAD_CUSTOMERS.map(({ row, code, field }) => [`/instances/${row - 1}/${field}`, code]),
    );
    const message = expect.any(String) as string;
    expect(await linesOf(id, 'errors')).toEqual(
      BAD_CUSTOMERS.map(({ row, code, field }) => ({ line: row + 1, row, code, field, message })),
    );
  });

  it('gives the same results for the same records as CSV, NDJSON and Parquet, raw or in a form', async () => {
    const form = new FormData();
    form.append('model', 'churn');
    form.append('file', new Blob([customersCsv(RECORDS, ';')]), 'customers.csv');
    const ids = await Promise.all(
      [
        post(customersCsv()),
        post(customersNdjson(), { 'content-type': 'application/x-ndjson' }),
        post(await parquet(), { 'content-type': 'application/vnd.apache.parquet' }),
        post(form, {}, '/batch'),
      ].map(async (answer) => finished(await answer)),
    );
    const [first = '', ...others] = ids;
    expect((await linesOf(first, 'sessions')).length).toBe(4);
    for (const id of others) {
      for (const view of ['rows', 'sessions'] as const) {
        expect(await system.results(id, view)).toBe(await system.results(first, view));
      }
      const places = (await linesOf<{ row: number; code: string; field: string }>(id, 'errors')).map(
        ({ row, code, field }) => ({ row, code, field }),
      );
      expect(places).toEqual(BAD_CUSTOMERS);
    }
  });

  it('takes a file without the columns that the model can do without, and judges no sessions in rows mode', async () => {
    const without = ['TotalCharges', 'PaymentMethod', 'id', 'session_id', 'occurred_at'];
    const id = await finished(await post(customersCsv(RECORDS.slice(0, 2), ',', without)));
    expect(await system.status(id)).toMatchObject({ state: 'completed', mode: 'rows', sessions: null });
    const given = CUSTOMERS.slice(0, 2).map((customer) => ({ ...customer, TotalCharges: null, PaymentMethod: null }));
    const same = await finished(await post(customersCsv(given)));
    const scores = async (batch: string): Promise<number[]> => (await system.rows(batch)).map(({ score }) => score);
    expect(await scores(id)).toEqual(await scores(same));
  });

  it('refuses a file that lacks inputs with a pointer for each, and a column of texts', async () => {
    for (const path of ['/v1/batch?model=churn', '/batch/validate?model=churn']) {
      const lacking = await post(customersCsv(RECORDS, ',', ['Contract', 'tenure', 'TotalCharges']), CSV_TYPE, path);
      await expectRefusal(lacking, [422, 'MISSING_COLUMN', '/columns/tenure', '/columns/Contract']);
      const texts = await post(customersCsv(), CSV_TYPE, `${path}&text_column=gender`);
      await expectRefusal(texts, [422, 'INVALID_FIELD', '/text_column']);
    }
  });

  it('validates a file: the part of each column, inputs without one, bad records', async () => {
    const csv = customersCsv(RECORDS, '\t', ['TotalCharges']);
    const answer = await post(csv, CSV_TYPE, '/v1/batch/validate?model=churn');
    expect(answer.status).toBe(200);
    const preview = (await answer.json()) as FilePreviewDto;
    expect(preview).toMatchObject({ delimiter: '\t', mode: 'sessions', row_estimate: 8, bad_rows: 3 });
    expect(preview.missing_columns).toEqual(['TotalCharges']);
    const roles = preview.columns.map(({ name, role }) => [name, role]);
    expect(roles).toHaveLength(Object.keys(RECORDS[0] ?? {}).length - 1);
    expect(roles).toEqual(
      expect.arrayContaining([
        ['id', 'id'],
        ['gender', 'input'],
        ['session_id', 'session'],
      ]),
    );
    expect(preview.errors.map(({ row, code, field }) => ({ row, code, field }))).toEqual(BAD_CUSTOMERS);
  });
});
