// A gateway that waits for bodies for as long as they take.
const { breakBuilt } = require('../../../../worker/test/chaos/preloads/built.cjs');

breakBuilt('apps/gateway/src/http/body-deadlines.js', ({ BodyDeadlines }) => {
  BodyDeadlines.prototype.onModuleInit = () => undefined;
});
