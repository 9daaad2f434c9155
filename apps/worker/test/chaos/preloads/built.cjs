const { join } = require('node:path');
const { isMainThread } = require('node:worker_threads');
require('reflect-metadata');

/**
 * For scripts that run before a built worker and break it on purpose: `change` gets what a compiled file exports before anybody else does. Inference threads
 * run these scripts too, and stay as they are.
 */
exports.breakBuilt = (file, change) => {
  if (isMainThread) change(require(join(__dirname, '../../../../../dist', file)));
};
