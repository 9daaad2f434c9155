import { join } from 'node:path';
import { ROOT } from '../bench-options';
import type { Peer } from '../peer/find-peer';
import type { Workplace } from '../processes/workplace';
import type { BatchFigures } from './batch-figures';

interface Cost {
  readonly cpu_seconds: number;
  readonly peak_bytes: number;
}

/** The peer's batch.py on the same file. Its own clock starts when Python has started and the model is loaded. */
export async function peerBatch(
  workplace: Workplace,
  { python, dir, env }: Peer,
  input: string,
  output: string,
): Promise<BatchFigures> {
  const wrapper = join(ROOT, 'bench', 'peer', 'measured-script.py');
  const child = workplace.start({
    name: 'batch.py',
    command: [python, wrapper, join(dir, 'batch.py'), input, output],
    cwd: workplace.folder,
    env,
  });
  const said = await child.result();
  const rate = /([\d,]+) rows\/s/.exec(said)?.[1]?.replaceAll(',', '');
  const cost = /^\{.*\}$/m.exec(said)?.[0];
  if (rate === undefined || cost === undefined) throw new Error(`batch.py printed something unexpected:\n${said}`);
  // Written by measured-script.py.
  const { cpu_seconds: cpuSeconds, peak_bytes: peakBytes } = JSON.parse(cost) as Cost;
  return { name: 'peer', rowsPerSecond: Number(rate), processes: [{ name: 'python', cpuSeconds, peakBytes }] };
}
