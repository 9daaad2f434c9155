const { parentPort } = require('node:worker_threads');

// The compiled inference thread, which ends itself when it is asked to score the text 'die'.
parentPort.on('message', ({ rows = [] }) => {
  if (rows.includes('die')) process.exit(7);
});
require('../../../dist/libs/inference/src/threads/inference.thread.js');
