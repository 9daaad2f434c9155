// A worker whose process dies on certain texts, as of a fault in native code. Not broken otherwise: this is what a poisonous row does.
const { breakBuilt } = require('./built.cjs');

const dieOfPoison = (model) => {
  const score = (rows, ...rest) => {
    if (Array.isArray(rows) && rows.some((row) => String(row).startsWith('poison')))
      process.kill(process.pid, 'SIGKILL');
    return model.score(rows, ...rest);
  };
  return Object.create(model, { score: { value: score } });
};

breakBuilt('libs/inference/src/inference-service.js', ({ InferenceService }) => {
  const { resolve, get } = InferenceService.prototype;
  InferenceService.prototype.resolve = async function (...ref) {
    return dieOfPoison(await resolve.apply(this, ref));
  };
  InferenceService.prototype.get = function (...ref) {
    return dieOfPoison(get.apply(this, ref));
  };
});
