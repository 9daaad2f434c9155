// npm run mutation [group…]: breaks the code on purpose, one place at a time, and fails when the tests of a group notice fewer than 90 % of it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { fail, ROOT } from './build.mjs';

const LOWEST_SCORE = 90;
const UNIT = '**/*.spec.ts';
const [unit] = createRequire(import.meta.url)('../jest.config.cjs').projects;

/** What is broken, and the tests that must notice: those of the same code that need no built app. */
const GROUPS = {
  access: {
    mutate: [
      'libs/access/src/{credential,key-table,key-record,key-ledger,role,signature}.ts',
      'libs/access/src/jwt/{token-check,key-set,shared-secret}.ts',
    ],
    tests: [`libs/access/${UNIT}`, 'libs/access/src/key-ledger.medium-spec.ts'],
  },
  guard: {
    mutate: [
      'apps/gateway/src/access/{authenticator,check-body,from-elsewhere,guard-route,signature-check,signed-request}.ts',
      'apps/gateway/src/limits/{rate-headers,request-limits}.ts',
    ],
    tests: [`apps/gateway/src/access/${UNIT}`],
  },
  limits: {
    // Not take.lua.ts: Lua is text to Stryker.
    mutate: ['libs/limits/src/{daily-rows,limit,limit-storage,nonces,sliding-window,tokens}.ts'],
    tests: ['libs/limits/src/*spec.ts'],
  },
  commit: {
    mutate: ['libs/batches/src/records/{batch-keys,batch-ledger,claims,pieces}.ts'],
    tests: ['libs/batches/src/records/**/*spec.ts'],
  },
  csv: {
    // The SQL in it is text to Stryker, which can only blank it out; that it does the same as the TypeScript is a test on DuckDB.
    mutate: ['libs/batches/src/tables/csv-text.ts'],
    tests: ['libs/batches/src/tables/csv-text.medium-spec.ts'],
  },
};

/** Counts what the tests noticed, and what they could have; code that cannot run when it is broken counts for neither. */
async function mutantsOf({ mutate, tests }) {
  // Stryker sets the root, a copy of the sources that it has changed, and would run each test once a project of jest.config.cjs.
  const testMatch = tests.map((pattern) => `<rootDir>/${pattern}`);
  const testEnvironment = join(ROOT, 'scripts', 'jest-environment.cjs');
  const config = {
    ...unit,
    projects: [],
    rootDir: undefined,
    roots: ['<rootDir>/libs', '<rootDir>/apps/gateway'],
    testEnvironment,
    testMatch,
  };
  const results = await new Stryker({ mutate, jest: { projectType: 'custom', config } }).runMutationTest();
  const count = (...states) => results.filter(({ status }) => states.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  return { noticed, all: noticed + count('Survived', 'NoCoverage') };
}

process.chdir(ROOT);
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in GROUPS));
if (unknown !== undefined) fail(`There is no group ${unknown}. Groups are ${Object.keys(GROUPS).join(', ')}.`);

const lines = [];
for (const name of wanted.length === 0 ? Object.keys(GROUPS) : wanted) {
  const { noticed, all } = await mutantsOf(GROUPS[name]);
  const score = (100 * noticed) / all;
  if (!(score >= LOWEST_SCORE)) process.exitCode = 1;
  lines.push(`${name}: ${score.toFixed(1)} % (${noticed} of ${all} mutants noticed)`);
}
process.stdout.write(`${lines.join('\n')}\n`);
