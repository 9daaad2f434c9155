// Builds the S3 server of the tests into .cache/s3 unless it is there: node scripts/provide-s3-server.mjs. Needs Go 1.25 or newer; takes some minutes once.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const { S3_SERVER } = createRequire(import.meta.url)('./s3-server.cjs');
const SOURCE = 'github.com/versity/versitygw/cmd/versitygw';
const VERSION = 'v1.8.0';

const say = (line) => process.stdout.write(`${line}\n`);

/** What the binary was built from is written in it. */
function isBuilt() {
  if (!existsSync(S3_SERVER)) return false;
  const { status, stdout } = spawnSync('go', ['version', '-m', S3_SERVER], { encoding: 'utf8' });
  return status !== 0 || stdout.includes(`\t${VERSION}\t`);
}

if (!isBuilt()) {
  say(`building ${SOURCE}@${VERSION} into ${dirname(S3_SERVER)}`);
  const env = { ...process.env, GOBIN: dirname(S3_SERVER), CGO_ENABLED: '0', GOTOOLCHAIN: 'local' };
  const args = ['install', '-ldflags=-s -w', `${SOURCE}@${VERSION}`];
  const { status, stderr, error } = spawnSync('go', args, { env, encoding: 'utf8' });
  if (status !== 0) {
    say(`no S3 server: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
    process.exit(1);
  }
}
say('the S3 server is there');
