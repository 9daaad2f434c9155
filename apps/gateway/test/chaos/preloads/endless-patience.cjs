// A gateway that waits for bodies for as long as they take.
const { join } = require('node:path');
const { isMainThread } = require('node:worker_threads');
require('reflect-metadata');

if (isMainThread) {
  const { BodyDeadlines } = require(join(__dirname, '../../../../../dist/apps/gateway/src/http/body-deadlines.js'));
  BodyDeadlines.prototype.onModuleInit = () => undefined;
}
