import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testObjectStore } from '../object-store.contract.fixture';
import { openFolder } from '../open-store';
import { FolderStore } from './folder-store';

describe('FolderStore', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sluice-store-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  testObjectStore(() => openFolder(root));

  it('does not list what somebody else has put there', async () => {
    const store = await openFolder(root);
    await store.putIfAbsent('p/a', '');
    await writeFile(join(root, 'p', '.DS_Store'), '');
    expect(await store.list('p')).toEqual(['a']);
  });

  it('reports a store that cannot be written', async () => {
    await writeFile(join(root, 'file'), '');
    const broken = new FolderStore(join(root, 'file'));
    await expect(broken.putIfAbsent('k', 'v')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
