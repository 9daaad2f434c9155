// A worker that waits while a test holds it: `held-plan` in DATA_DIR before the file of a batch is read, `held-chunks` before any chunk but the first ones is scored.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { breakBuilt } = require('../chaos/preloads/built.cjs');

async function released({ dataDir }, what) {
  while (existsSync(join(dataDir, `held-${what}`))) await pause(20);
}

breakBuilt('apps/worker/src/plan-batch/plan-batch.js', ({ PlanBatch }) => {
  const { write } = PlanBatch.prototype;
  PlanBatch.prototype.write = async function (...of) {
    await released(this.resources.config, 'plan');
    return write.apply(this, of);
  };
});

breakBuilt('apps/worker/src/score-chunk/score-chunk.js', ({ ScoreChunk }) => {
  const { score } = ScoreChunk.prototype;
  ScoreChunk.prototype.score = async function (ledger, ...of) {
    if ((await ledger.committed()).size > 0) await released(this.resources.config, 'chunks');
    return score.call(this, ledger, ...of);
  };
});
