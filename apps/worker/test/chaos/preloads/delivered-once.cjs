// A worker to which a chunk is delivered at most once: whoever finds that an attempt has died sets the rows aside instead of scoring them.
const { breakBuilt } = require('./built.cjs');

breakBuilt('apps/worker/src/score-chunk/score-chunk.js', ({ ScoreChunk }) => {
  const { attempt } = ScoreChunk.prototype;
  ScoreChunk.prototype.attempt = async function (ledger, manifest, plan, piece) {
    const died = await this.resources.store.list(ledger.keys.claimsOn(ledger.epoch, piece));
    if (died.length === 0) return attempt.call(this, ledger, manifest, plan, piece);
    await ledger.create(ledger.keys.quarantine(ledger.epoch, piece), { at: Date.now(), reason: 'delivered once' });
  };
});
