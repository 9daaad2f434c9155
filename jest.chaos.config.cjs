const { projects } = require('./jest.config.cjs');

// Minutes long and hard on the machine: `npm run chaos`, not `npm test`.
module.exports = {
  projects: [{ ...projects[2], displayName: 'chaos', testMatch: ['**/*.chaos-spec.ts'] }],
  testTimeout: 300_000,
};
