const { writeSync } = require('node:fs');
const { lookForSecrets } = require('./run-logs.cjs');

/**
 * Ends Jest's output with one line for scripts: `N passed, N failed`. A suite that cannot run counts as one failure; that no log of any process
 * that the tests have started shows a planted secret counts as one test more.
 */
module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    let [passed, failed] = [results.numPassedTests, results.numFailedTests + results.numRuntimeErrorTestSuites];
    const found = process.env.RUN_LOGS ? lookForSecrets(process.env.RUN_LOGS) : null;
    const isClean = found === null || (found.controlsShown > 0 && found.shown.length === 0);
    if (!isClean)
      this.error = new Error(
        'The logs of the apps are not free of planted secrets, or were not kept: see the last lines.',
      );
    if (found !== null) [passed, failed] = isClean ? [passed + 1, failed] : [passed, failed + 1];
    // Jest's own summary comes after all reporters.
    process.once('exit', () => {
      if (found !== null) writeSync(1, inWords(found));
      writeSync(1, `${passed} passed, ${failed} failed\n`);
    });
  }

  /** Anything makes Jest fail. */
  getLastError() {
    return this.error;
  }
};

function inWords({ logs, secrets, kinds, shown, controls, controlsShown }) {
  const lines = shown.map(({ log, where }) => `planted secret in ${log}: ${where}`);
  const sum = `${secrets} planted secrets of ${kinds} kinds, ${logs} logs of apps: ${shown.length} shown;`;
  return `${[...lines, `${sum} ${controlsShown} of ${controls} controls shown`].join('\n')}\n`;
}
