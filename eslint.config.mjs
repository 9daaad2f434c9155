import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.data/**', 'coverage/**', '.stryker-tmp/**', '**/*.{js,cjs,mjs}'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 15],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Nest modules are classes that only carry a decorator.
      '@typescript-eslint/no-extraneous-class': 'off',
      // DTO classes describe JSON to Swagger; the values that go out are plain objects of the same shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts'],
    ignores: ['libs/platform/src/config/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only libs/platform/src/config reads the environment.' },
      ],
    },
  },
  {
    files: ['**/*.{spec,medium-spec,e2e-spec,chaos-spec}.ts', '**/*.contract.fixture.ts', 'libs/testing/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  prettier,
);
