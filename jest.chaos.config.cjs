const { projects } = require('./jest.config.cjs');

// Printed by every test: with the same one, what is drawn at random is drawn again.
const CHAOS_SEED = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 1e9));

// Minutes long and hard on the machine: `npm run chaos`, not `npm test`.
module.exports = {
  projects: [
    {
      ...projects[2],
      displayName: 'chaos',
      testMatch: ['**/*.chaos-spec.ts'],
      globals: { ...projects[2].globals, CHAOS_SEED },
    },
  ],
  testTimeout: 600_000,
};
