import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Customer = Readonly<Record<string, string | number | null>>;

const LOYAL: Customer = {
  ...{ gender: 'Female', SeniorCitizen: 0, Partner: 'Yes', Dependents: 'Yes', tenure: 60, PhoneService: 'Yes' },
  ...{ MultipleLines: 'Yes', InternetService: 'DSL', OnlineSecurity: 'Yes', OnlineBackup: 'Yes' },
  ...{ DeviceProtection: 'Yes', TechSupport: 'Yes', StreamingTV: 'No', StreamingMovies: 'No', Contract: 'Two year' },
  ...{ PaperlessBilling: 'No', PaymentMethod: 'Mailed check', MonthlyCharges: 70.5, TotalCharges: 4230 },
};
const LEAVING: Customer = {
  ...{ gender: 'Male', SeniorCitizen: 1, Partner: 'No', Dependents: 'No', tenure: 1, PhoneService: 'Yes' },
  ...{ MultipleLines: 'No', InternetService: 'Fiber optic', OnlineSecurity: 'No', OnlineBackup: 'No' },
  ...{ DeviceProtection: 'No', TechSupport: 'No', StreamingTV: 'Yes', StreamingMovies: 'Yes' },
  ...{ Contract: 'Month-to-month', PaperlessBilling: 'Yes', PaymentMethod: 'Electronic check' },
  ...{ MonthlyCharges: 99.25, TotalCharges: 99.25 },
};

/** Made-up customers as `churn` takes them: some are good, records 3, 5 and 7 are not. */
export const CUSTOMERS: readonly Customer[] = [
  LOYAL,
  LEAVING,
  { ...LOYAL, Contract: 'Three years' },
  { ...LEAVING, TotalCharges: null, PaymentMethod: 'Barter' },
  { ...LEAVING, MonthlyCharges: -1 },
  { ...LOYAL, tenure: 12, PaymentMethod: null },
  { ...LOYAL, gender: null },
  { ...LEAVING, tenure: 30, Contract: 'One year' },
];

export const BAD_CUSTOMERS = [
  { row: 3, code: 'UNKNOWN_CATEGORY', field: 'Contract' },
  { row: 5, code: 'OUT_OF_RANGE', field: 'MonthlyCharges' },
  { row: 7, code: 'VALUE_MISSING', field: 'gender' },
] as const;

/** Their records in a file: with an id, a session for every two, and a time that runs backwards. */
export const RECORDS: readonly Customer[] = CUSTOMERS.map((customer, i) => ({
  id: `c${i + 1}`,
  ...customer,
  session_id: `household ${Math.floor(i / 2)}`,
  occurred_at: new Date(Date.UTC(2026, 0, 9 - i)).toISOString(),
}));

/** Records as CSV, without some of their columns. */
export function customersCsv(records = RECORDS, delimiter = ',', without: readonly string[] = []): string {
  const names = Object.keys(records[0] ?? {}).filter((name) => !without.includes(name));
  const lines = records.map((record) => names.map((name) => record[name] ?? '').join(delimiter));
  return [names.join(delimiter), ...lines].join('\n');
}

export const customersNdjson = (records = RECORDS): string =>
  records.map((record) => JSON.stringify(record)).join('\n');

/** A folder that holds nothing of the shipped models but `churn`. */
export async function onlyChurn(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-churn-'));
  await cp(join(process.cwd(), 'models/churn'), join(folder, 'churn'), { recursive: true });
  return folder;
}
