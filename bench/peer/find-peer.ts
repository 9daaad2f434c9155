import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@sluice/platform';
import { ROOT, type BenchOptions } from '../bench-options';
import type { Workplace } from '../processes/workplace';

/** The FastAPI + scikit-learn stack with its model trained. Its folder is only read. */
export interface Peer {
  readonly python: string;
  readonly dir: string;
  readonly env: Environment;
}

/** Why the peer cannot be measured here. */
export interface NoPeer {
  readonly missing: string;
}

/** The trained model is kept here, because training takes minutes. */
const KEPT = join(ROOT, '.data', 'bench');
const PACKAGES = 'import fastapi, uvicorn, uvloop, httptools, pandas, joblib, sklearn; print(sklearn.__version__)';

export async function findPeer(
  { peerDir: dir, python }: BenchOptions,
  workplace: Workplace,
  say: (line: string) => void,
): Promise<Peer | NoPeer> {
  const recipe = join(dir, 'train.py');
  if (!existsSync(recipe)) return { missing: 'there is no peer in this folder; name it by --peer' };
  const version = versionOfSklearn(python);
  if (version === null)
    return { missing: `${python} lacks the packages of its requirements.txt; name another by --python` };
  const recipeHash = createHash('sha256').update(readFileSync(recipe)).digest('hex').slice(0, 8);
  const model = join(KEPT, `peer-${version}-${recipeHash}.joblib`);
  const env = { PEER_MODEL: model, PYTHONDONTWRITEBYTECODE: '1' };
  if (!existsSync(model)) {
    say('training the peer (once, its model is kept under .data/bench)');
    const training = workplace.start({ name: 'train.py', command: [python, recipe], cwd: workplace.folder, env });
    await training.result();
    mkdirSync(KEPT, { recursive: true });
    copyFileSync(join(workplace.folder, 'peer.joblib'), model);
  }
  return { python, dir, env };
}

function versionOfSklearn(python: string): string | null {
  try {
    return execFileSync(python, ['-c', PACKAGES], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}
