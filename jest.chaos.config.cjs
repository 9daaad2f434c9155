const { projects } = require('./jest.config.cjs');
const { canMount } = require('./scripts/can-mount.cjs');

// Printed by every test: with the same one, what is drawn at random is drawn again.
const CHAOS_SEED = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 1e9));

const { globals, testPathIgnorePatterns } = projects[2];
const leftOut = canMount() ? [] : ['/full-disk\\.chaos-spec\\.ts$'];
if (leftOut.length > 0)
  process.stdout.write('A full disk is left out: this user may not mount one. Run as root on Linux.\n');

// Minutes long and hard on the machine: `npm run chaos`, not `npm test`.
module.exports = {
  projects: [
    {
      ...projects[2],
      displayName: 'chaos',
      testMatch: ['**/*.chaos-spec.ts'],
      testPathIgnorePatterns: [...testPathIgnorePatterns, ...leftOut],
      globals: { ...globals, CHAOS_SEED },
    },
  ],
  testTimeout: 600_000,
};
