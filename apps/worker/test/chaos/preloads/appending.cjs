// A worker whose commit is an append: of two attempts at a chunk both count.
const { breakBuilt } = require('./built.cjs');

breakBuilt('libs/storage/src/folder/folder-store.js', ({ FolderStore }) => {
  const { putIfAbsent } = FolderStore.prototype;
  FolderStore.prototype.putIfAbsent = function (key, bytes) {
    // Required here: it is compiled beside the worker.
    const { appendingStore } = require('../../../../../dist/apps/worker/test/appending-store.fixture.js');
    return appendingStore(Object.assign(Object.create(this), { putIfAbsent })).putIfAbsent(key, bytes);
  };
});
