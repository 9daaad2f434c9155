import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { processFolder } from './process-folder';

const DAY_MS = 86_400_000;

describe('the folder of a process', () => {
  let parent: string;
  beforeEach(async () => {
    parent = join(await mkdtemp(join(tmpdir(), 'sluice-process-folder-')), 'spill');
  });
  afterEach(() => rm(dirname(parent), { recursive: true }));

  async function leave(folder: string, file: string, ageMs = 0): Promise<void> {
    await mkdir(join(parent, folder), { recursive: true });
    const path = join(parent, folder, file);
    await writeFile(path, 'left');
    const at = new Date(Date.now() - ageMs);
    await utimes(path, at, at);
  }

  it('is made, is the same again, and keeps what is in it', async () => {
    const own = await processFolder(parent);
    await writeFile(join(own, 'file'), '');
    expect(await processFolder(parent)).toBe(own);
    expect(await readdir(own)).toEqual(['file']);
  });

  it('takes the place of those of processes that have died, also when somebody has their pid', async () => {
    const own = basename(await processFolder(parent));
    const { pid } = spawnSync('true');
    const dead = own.replace(`-${process.pid}-`, `-${pid}-`);
    const before = own.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    for (const folder of [dead, before]) await leave(folder, 'duckdb_temp_storage-0.tmp');
    await processFolder(parent);
    expect(await readdir(parent)).toEqual([own]);
  });

  it('leaves those of other machines alone, but for files that are a day old', async () => {
    const own = basename(await processFolder(parent));
    await leave('other-host-17-0123456789ab', 'new');
    await leave('other-host-17-0123456789ab', 'old', DAY_MS + 60_000);
    await processFolder(parent);
    expect((await readdir(parent)).sort()).toEqual([own, 'other-host-17-0123456789ab'].sort());
    expect(await readdir(join(parent, 'other-host-17-0123456789ab'))).toEqual(['new']);
  });
});
