const { parentPort } = require('node:worker_threads');

// The compiled inference thread, which ends itself when it is asked to score the text 'die'.
parentPort.on('message', ({ texts = [] }) => {
  if (texts.includes('die')) process.exit(7);
});
require('../../../dist/libs/inference/src/threads/inference.thread.js');
