// npm run mutation: what each group mutates and is tested by is in scripts/mutation.mjs.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  // Two cores: a mutant that is slow on one does not make the other time out.
  concurrency: 2,
  timeoutMS: 5_000,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['.cache', '.data', 'apps', 'bench', 'coverage', 'deploy', 'dist', 'docs', 'examples', 'models'],
  reporters: ['clear-text'],
  clearTextReporter: {
    allowColor: false,
    allowEmojis: false,
    logTests: false,
    reportTests: false,
    reportScoreTable: true,
  },
  allowConsoleColors: false,
};
