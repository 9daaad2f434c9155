import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BatchClient, type BatchStatus } from './client/batch-client';
import { ProgressBar } from './client/progress-bar';
import { sessionsTable } from './client/sessions-table';
import { runCommand } from './cli/run-command';

/** From dist/examples, where this runs. */
const CHAT = join(__dirname, '..', '..', 'examples', 'chat.csv');
const SHOWN = 10;

const USAGE = `npm run demo [-- --url http://127.0.0.1:8000] [--file examples/chat.csv] [--key "$SLUICE_KEY"]

Sends a file of chat sessions to a running Sluice and shows the riskiest ones.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8000' },
      file: { type: 'string', default: CHAT },
      key: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const client = new BatchClient(values.url.replace(/\/+$/, ''), values.key);
  const accepted = await client.submit(values.file);
  process.stdout.write(`Batch ${accepted.id} is accepted.\n`);
  const progress = new ProgressBar(process.stdout);
  const status = await client.finished(accepted.id, (now) => {
    progress.draw(now);
  });
  progress.end();
  await show(client, status, values.url, values.key !== undefined);
}

async function show(client: BatchClient, status: BatchStatus, url: string, hasKey: boolean): Promise<void> {
  const { state, counts, message, links } = status;
  if (!state.startsWith('completed')) throw new Error(`The batch is ${state}: ${message ?? 'no reason was given'}`);
  process.stdout.write(`${counts.total} rows, ${counts.flagged} flagged, ${counts.failed} failed: ${state}.\n\n`);
  process.stdout.write(sessionsTable(await client.riskiest(status, SHOWN)));
  process.stdout.write(
    `\nEvery row: curl '${url}${links.results}?format=csv'${hasKey ? ' -H "X-API-Key: $SLUICE_KEY"' : ''}\n`,
  );
}

void runCommand(main);
