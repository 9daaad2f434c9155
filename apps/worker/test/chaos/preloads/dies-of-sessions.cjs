// A worker that dies of poison and fails at faults, on a queue that misses it sooner: a test waits for three deaths.
require('./dies-of-poison.cjs');
const { breakBuilt } = require('./built.cjs');

breakBuilt('libs/batches/src/queue/queue-settings.js', ({ WORKER_SETTINGS }) => {
  Object.assign(WORKER_SETTINGS, { lockDuration: 3_000, stalledInterval: 1_000 });
});

breakBuilt('apps/worker/src/judge-session/session-rescore.js', ({ SessionRescore }) => {
  const { add } = SessionRescore.prototype;
  SessionRescore.prototype.add = async function (rows) {
    if (rows.some(({ content }) => content.startsWith('fault'))) throw new Error('A fault, on purpose.');
    await add.call(this, rows);
  };
});
