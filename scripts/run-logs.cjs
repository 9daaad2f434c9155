const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** As in libs/testing/src/run-logs.ts. */
const CONTROL = 'control';

/**
 * What the secrets that the tests of a run have planted came to: libs/testing/src/run-logs.ts notes them, and keeps the logs.
 * null: no test has sent any to an app that answered.
 */
function lookForSecrets(folder) {
  const files = readdirSync(folder);
  if (!files.includes('secrets.ndjson')) return null;
  const noted = readFileSync(join(folder, 'secrets.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const [controls, secrets] = [true, false].map((isControl) =>
    noted.filter(({ where }) => (where === CONTROL) === isControl),
  );
  if (controls.length === 0) return null;
  const logs = files.filter((name) => name.endsWith('.log'));
  const texts = logs.map((name) => readFileSync(join(folder, name), 'utf8'));
  const shown = secrets.flatMap(({ where, secret }) =>
    logs.filter((_, i) => texts[i].includes(secret)).map((log) => ({ log, where })),
  );
  return {
    ...{ logs: logs.length, secrets: secrets.length, kinds: new Set(secrets.map(({ where }) => where)).size },
    ...{ shown, controls: controls.length },
    controlsShown: controls.filter(({ secret }) => texts.some((text) => text.includes(secret))).length,
  };
}

module.exports = { lookForSecrets };
