import { join } from 'node:path';
import type { Peer } from '../peer/find-peer';
import type { SluiceSystem } from '../processes/sluice-system';
import type { Workplace } from '../processes/workplace';

/** Something that answers POST /predict. */
export interface PredictServer {
  readonly name: 'floor' | 'peer' | 'sluice';
  readonly url: string;
  /** The process whose CPU is counted. */
  readonly pid: number;
}

export async function startFloor(workplace: Workplace): Promise<PredictServer> {
  const command = [process.execPath, join(__dirname, 'floor-server.js')] as const;
  const child = workplace.start({ name: 'the node:http server', command: [...command], cwd: workplace.folder });
  const [, port = ''] = await child.says(/listening on (\d+)/);
  return { name: 'floor', url: `http://127.0.0.1:${port}`, pid: child.pid };
}

export async function startPeer(workplace: Workplace, { python, dir, env }: Peer): Promise<PredictServer> {
  const child = workplace.start({
    name: 'the FastAPI server',
    command: [python, '-m', 'uvicorn', 'app:app', '--host', '127.0.0.1', '--port', '0', '--no-access-log'],
    cwd: dir,
    env,
  });
  const [, url = ''] = await child.says(/running on (http:\S+\d)/);
  return { name: 'peer', url, pid: child.pid };
}

export function sluiceServer({ url, pids }: SluiceSystem): PredictServer {
  return { name: 'sluice', url, pid: pids.gateway };
}
