const SPECS = '\\.(spec|medium-spec|e2e-spec|chaos-spec)\\.ts$';
const TESTS = `(${SPECS}|\\.fixture\\.ts$|^apps/[^/]+/test/|^libs/testing/)`;

/** Libraries that each lib may import, besides itself. Arrows only point this way; apps join what may not meet here. */
const LIBS = {
  detection: [],
  contracts: ['detection'],
  storage: ['contracts'],
  webhooks: ['contracts', 'storage'],
  inference: ['contracts', 'detection', 'storage'],
  batches: ['contracts', 'detection', 'storage', 'webhooks'],
  rollouts: ['contracts', 'detection', 'storage'],
  sessions: ['contracts', 'detection', 'storage', 'platform'],
  access: ['contracts', 'storage'],
  audit: ['contracts', 'storage'],
  limits: ['contracts', 'platform'],
  platform: ['contracts', 'storage'],
};

const layers = Object.entries(LIBS).map(([lib, below]) => ({
  name: `layer-${lib}`,
  comment: `libs/${lib} may import ${below.join(', ') || 'nothing but itself'}`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: TESTS },
  to: { path: '^(libs|apps|bench|examples)/', pathNot: `^libs/(${[lib, ...below].join('|')})/` },
}));

/** A package that only some places may import: replacing it then means to change these places. */
const onlyIn = (name, path, places) => ({
  name: `only-${name}`,
  comment: `${path} may be imported only in ${places}`,
  severity: 'error',
  from: { pathNot: `(${places}|${TESTS})` },
  to: { path: `^node_modules/${path}/` },
});

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'no-circular',
      comment: 'files that import each other cannot be read one after the other',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'nothing uses this file; a preload is named by its path',
      severity: 'error',
      from: { orphan: true, pathNot: `(${SPECS}|\\.d\\.ts$|/main\\.ts$|/index\\.ts$|/preloads/[^/]+\\.cjs$)` },
      to: {},
    },
    {
      name: 'index-only',
      comment: 'a lib is imported through its index.ts',
      severity: 'error',
      from: { path: '^(?:libs/([^/]+)|apps|bench|examples)/' },
      to: { path: '^libs/([^/]+)/src/', pathNot: '^libs/([^/]+)/src/index\\.ts$|^libs/$1/' },
    },
    {
      name: 'apps-apart',
      comment: 'apps meet over HTTP, Redis and the store, never by import',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'testing-in-tests',
      comment: 'libs/testing is for tests',
      severity: 'error',
      from: { pathNot: `(${TESTS}|^bench/)` },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'declared-packages',
      comment: 'a package must be in package.json',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'no-development-packages',
      comment: 'the image holds no development packages',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
    onlyIn('onnxruntime', 'onnxruntime-node', '^libs/inference/|^bench/'),
    onlyIn('undici', 'undici', '^libs/inference/src/remote/'),
    onlyIn('bullmq', '(bullmq|@nestjs/bullmq)', '^libs/batches/|^apps/worker/|^apps/gateway/src/batches/'),
    onlyIn('bull-board', '@bull-board', '^apps/gateway/src/board/'),
    onlyIn('aws-sdk', '@(aws-sdk|smithy)', '^libs/storage/src/s3/'),
    onlyIn('duckdb', '@duckdb/node-api', '^libs/batches/'),
    {
      name: 'domain-has-no-framework',
      comment: 'detection and contracts are pure',
      severity: 'error',
      from: { path: '^libs/(detection|contracts)/', pathNot: TESTS },
      to: { path: '^node_modules/(@nestjs|fastify|ioredis|rxjs)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
