const { readFileSync } = require('node:fs');
const { S3_SERVER, hasS3Server } = require('./scripts/s3-server.cjs');

// From scripts/test.mjs.
const { RUN_LOGS } = process.env;

const swc = JSON.parse(readFileSync(`${__dirname}/.swcrc`, 'utf8'));

const tier = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  rootDir: __dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/models', '<rootDir>/bench', '<rootDir>/examples'],
  testEnvironment: '<rootDir>/scripts/jest-environment.cjs',
  transform: { '^.+\\.(t|j|mj)s$': ['@swc/jest', { ...swc, swcrc: false, module: { type: 'commonjs' } }] },
  // Nest 12 and a few of its packages are ESM only: they are compiled to CommonJS for Jest.
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|content-disposition|cookie|jose|file-type|strtok3|token-types|uint8array-extras|@tokenizer)/)',
  ],
  moduleNameMapper: {
    '^@sluice/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    // An import at run time names the compiled file.
    '^(\\./s3/.*)\\.js$': '$1',
  },
  globals: { S3_SERVER, ...(RUN_LOGS && { RUN_LOGS }) },
  // Without the server that scripts/provide-s3-server.mjs builds, the tests on it are left out, and everything else runs.
  testPathIgnorePatterns: ['/node_modules/', ...(hasS3Server() ? [] : ['/s3-[^/]*\\.medium-spec\\.ts$'])],
  ...more,
});

module.exports = {
  projects: [
    tier('unit', ['**/*.spec.ts']),
    tier('medium', ['**/*.medium-spec.ts']),
    tier('e2e', ['**/*.e2e-spec.ts']),
  ],
  // Only so that a test which hangs ends: a shared machine may need several times what a quiet one does.
  testTimeout: 180_000,
};
