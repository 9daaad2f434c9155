// A process that writes objects where they are looked for, byte by byte, and takes nothing back when that fails.
const { mkdir, open, readFile, unlink } = require('node:fs/promises');
const { dirname } = require('node:path');
const { breakBuilt } = require('./built.cjs');

breakBuilt('libs/storage/src/store-failure.js', ({ storeFailure }) => {
  const fail = (error) => {
    throw storeFailure(error);
  };

  class InPlace {
    bytesWritten = 0;

    constructor(file, localPath) {
      Object.assign(this, { file, localPath });
    }
    async write(bytes) {
      await this.file.writeFile(bytes).catch(fail);
      this.bytesWritten += bytes.length;
    }
    async commit() {
      await this.file.close();
      return true;
    }
    async abort() {
      await this.file.close().catch(() => undefined);
    }
  }

  breakBuilt('libs/storage/src/folder/folder-store.js', ({ FolderStore }) => {
    Object.assign(FolderStore.prototype, {
      async upload(key) {
        const path = this.path(key);
        await mkdir(dirname(path), { recursive: true }).catch(fail);
        return new InPlace(await open(path, 'wx'), path);
      },
      async putIfAbsent(key, bytes) {
        let upload;
        try {
          upload = await this.upload(key);
          await upload.write(bytes);
          return await upload.commit();
        } catch (error) {
          await upload?.abort();
          if (error.code === 'EEXIST') return false;
          return fail(error);
        }
      },
      async putFile(key, localPath) {
        const created = await this.putIfAbsent(key, await readFile(localPath));
        await unlink(localPath);
        return created;
      },
    });
  });
});
