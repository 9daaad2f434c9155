// A worker that dies of sessions, and takes every attempt at one for the first.
require('./dies-of-sessions.cjs');
const { breakBuilt } = require('./built.cjs');

breakBuilt('libs/batches/src/records/claims.js', ({ Claims }) => {
  Claims.prototype.deathsOf = () => Promise.resolve({ total: 0, alone: 0 });
});
