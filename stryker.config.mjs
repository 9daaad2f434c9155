// npm run mutation: what each group mutates and is tested by is in scripts/mutation.mjs.

export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Beyond one and a half times what the tests take without a mutant: endless loops are most of what reaches it.
  timeoutMS: 5_000,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['.cache', '.data', 'bench', 'coverage', 'deploy', 'dist', 'docs', 'examples', 'models'],
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
