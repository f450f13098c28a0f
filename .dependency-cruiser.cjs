// The layers as data. `npm run check` fails on any import that breaks one.
const features = 'debugger|replay|verification|ingest|report|ledger|llm';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Modules that need each other are one module, or miss a third.',
      {},
      { circular: true },
    ),
    forbid('resolvable', 'The import leads nowhere.', {}, { couldNotResolve: true }),
    forbid(
      'shared-imports-only-shared',
      'shared/ is the vocabulary of both sides: it knows neither of them.',
      { path: '^shared/' },
      { path: '^(src-main|src-renderer|test|bench|scripts|bin|examples)/' },
    ),
    forbid(
      'shared-is-pure',
      'shared/ runs anywhere: no Node builtins.',
      { path: '^shared/', pathNot: '[.]test[.]tsx?$' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'shared-few-packages',
      'A package in shared/ is a package in both processes. Add one here only with a reason.',
      { path: '^shared/', pathNot: '[.]test[.]tsx?$' },
      { path: 'node_modules/', pathNot: 'node_modules/(zod|@trpc/server|@cfworker/json-schema)/' },
    ),
    forbid(
      'main-not-renderer',
      'The two sides meet in shared/api only.',
      { path: '^src-main/' },
      { path: '^src-renderer/' },
    ),
    forbid(
      'renderer-not-main',
      'The two sides meet in shared/api only.',
      { path: '^src-renderer/' },
      { path: '^src-main/' },
    ),
    forbid(
      'renderer-without-node',
      'The renderer runs in a sandboxed page.',
      { path: '^src-renderer/', pathNot: '[.]test[.]tsx?$' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'only-shells-above-api',
      'shells and cli are the top: nothing below knows them.',
      { path: '^src-main/', pathNot: '^src-main/(shells|cli)/' },
      { path: '^src-main/(shells|cli)/' },
    ),
    forbid(
      'features-below-api',
      'The API knows the features, not the other way round.',
      { path: '^src-main/', pathNot: '^src-main/(shells|cli|api)/' },
      { path: '^src-main/api/' },
    ),
    forbid(
      'base-below-features',
      'runtimes, effects, store, language and workspace know no feature.',
      { path: '^src-main/', pathNot: `^src-main/(shells|cli|api|${features})/` },
      { path: `^src-main/(${features})/` },
    ),
    forbid(
      'debugger-below-replay',
      'Replay goes on from what the debugger shows; the debugger knows nothing of it.',
      { path: '^src-main/debugger/' },
      { path: '^src-main/replay/' },
    ),
    forbid(
      'reference-not-direct',
      'The runtimes are independent, or there is nothing to compare.',
      { path: '^src-main/runtimes/reference/' },
      { path: '^src-main/runtimes/direct/' },
    ),
    forbid(
      'direct-not-reference',
      'The runtimes are independent, or there is nothing to compare.',
      { path: '^src-main/runtimes/direct/' },
      { path: '^src-main/runtimes/reference/' },
    ),
    forbid(
      'electron-in-its-shell',
      'Everything else also runs where Electron is not.',
      { path: '^(shared|src-main|src-renderer|bin|bench)/', pathNot: '^src-main/shells/electron/' },
      { path: 'node_modules/electron/|^electron$' },
    ),
    forbid(
      'product-without-tests',
      'What ships imports nothing that does not.',
      { path: '^(shared|src-main|src-renderer|bin)/', pathNot: '[.]test[.]tsx?$' },
      { path: '^(test|bench|scripts|examples)/|[.]test[.]tsx?$' },
    ),
    forbid(
      'main-without-dev-packages',
      'src-main runs unbundled: what it imports is a dependency. (Electron is the host, not a package.)',
      { path: '^(shared|src-main|bin)/', pathNot: '[.]test[.]tsx?$' },
      {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/(electron|@types)/',
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release)/|^test/fixtures/' },
    // TypeScript 7 has no JavaScript API to parse with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mts', '.cts', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'browser', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
