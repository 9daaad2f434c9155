// With HOLD_CHUNKS, a worker that scores one chunk, and no other before it is told to end: a batch stays in its middle for as long as a test looks at it.
const { join } = require('node:path');
const { isMainThread } = require('node:worker_threads');
require('reflect-metadata');

if (isMainThread && process.env.HOLD_CHUNKS) {
  const { ScoreChunk } = require(join(__dirname, '../../../../dist/apps/worker/src/score-chunk/score-chunk.js'));
  const { attempt } = ScoreChunk.prototype;
  const ending = new Promise((resolve) => process.once('SIGTERM', resolve));
  let begun = 0;
  ScoreChunk.prototype.attempt = async function (...task) {
    if (++begun > 1) await ending;
    return attempt.apply(this, task);
  };
}
