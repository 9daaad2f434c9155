// A worker to which the job of a session is delivered at most once: whoever finds that another attempt began leaves the session alone.
const { breakBuilt } = require('./built.cjs');

breakBuilt('apps/worker/src/judge-session/judge-session.js', ({ JudgeSession }) => {
  const { execute } = JudgeSession.prototype;
  JudgeSession.prototype.execute = async function (task) {
    const began = `began/${Buffer.from(task.sessionId).toString('hex')}-${task.until}`;
    if (await this.resources.store.putIfAbsent(began, '{}')) await execute.call(this, task);
  };
});
