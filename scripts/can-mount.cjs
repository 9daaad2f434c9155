const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Whether this user may mount a small file system, as root on Linux may outside of most containers. */
exports.canMount = () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-mount-'));
  try {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
    return mounted && spawnSync('umount', [folder]).status === 0;
  } finally {
    rmdirSync(folder);
  }
};
