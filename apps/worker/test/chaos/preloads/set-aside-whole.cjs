// A worker that dies of poison, and sets aside the whole chunk in which it is instead of looking for the row.
require('./dies-of-poison.cjs');
const { breakBuilt } = require('./built.cjs');

breakBuilt('apps/worker/src/score-chunk/score-chunk.js', ({ ScoreChunk }) => {
  const { giveUp } = ScoreChunk.prototype;
  ScoreChunk.prototype.giveUp = function (ref, why) {
    return giveUp.call(this, ref, { ...why, isolate: false });
  };
});
