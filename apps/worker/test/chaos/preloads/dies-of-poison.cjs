// A worker whose process dies on certain texts, as of a fault in native code. Not broken otherwise: this is what a poisonous row does.
const { breakBuilt } = require('./built.cjs');

const dieOfPoison = (score) =>
  function (rows, ...rest) {
    if (Array.isArray(rows) && rows.some((row) => String(row).startsWith('poison')))
      process.kill(process.pid, 'SIGKILL');
    return score.call(this, rows, ...rest);
  };

breakBuilt('libs/inference/src/inference-service.js', ({ InferenceService }) => {
  const { resolve } = InferenceService.prototype;
  InferenceService.prototype.resolve = async function (ref) {
    const model = await resolve.call(this, ref);
    return Object.create(model, { score: { value: dieOfPoison(model.score).bind(model) } });
  };
});
