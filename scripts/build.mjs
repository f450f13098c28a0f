/**
 * Builds what packaging and Electron need into dist/: `main/` (the same folders as in the checkout, types
 * stripped, so that relative references hold), `preload.cjs`, `renderer/`, and `python/`, Pyodide's standard
 * library compiled. A checkout's command line, tests and benches run the sources and need none of this but the
 * renderer.
 * Arguments name the parts to build, default all: main, renderer, python.
 */
import { cpSync, existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { buildCompiledPython } from './lib/compiled-python.mjs';
import { keepReferences, outDir } from './lib/main-layout.mjs';
import { root } from './lib/run.mjs';
import { buildStamped, isFresh } from './lib/stamp.mjs';

/** The two ways in, each with the file that packages and Electron name. */
const entries = { 'src-main/cli/main.ts': 'cli.mjs', 'src-main/shells/electron/main.ts': 'electron.mjs' };

async function buildMain() {
  const input = Object.keys(entries).filter((file) => existsSync(join(root, file)));
  rmSync(outDir, { recursive: true, force: true });
  if (input.length > 0) {
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      plugins: [keepReferences()],
      build: {
        ssr: true,
        outDir,
        target: 'node24',
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          input: input.map((file) => join(root, file)),
          output: {
            format: 'es',
            preserveModules: true,
            preserveModulesRoot: root,
            entryFileNames: '[name].mjs',
          },
        },
      },
    });
  }
  for (const file of input) {
    writeFileSync(
      join(outDir, entries[/** @type {keyof typeof entries} */ (file)]),
      `import './${file.replace(/ts$/, 'mjs')}';\n`,
    );
  }
  // Whatever else lies among the sources (Python, SQL, …) is read at run time and keeps its place.
  for (const file of globSync('{src-main,shared}/**/*.*', { cwd: root })) {
    if (/[.]([cm]?ts|pyc)$/.test(file) || file.includes('__pycache__')) continue;
    cpSync(join(root, file), join(outDir, file), { recursive: true });
  }
  await buildPreload();
}

/** The preload script runs in a sandbox: one CommonJS file without imports but Electron's. */
async function buildPreload() {
  const source = ['src-main/shells/electron/preload.ts', 'src-main/shells/electron/preload.cts'].find(
    (file) => existsSync(join(root, file)),
  );
  if (!source) return;
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: 'dist',
      emptyOutDir: false,
      target: 'chrome140',
      minify: false,
      rolldownOptions: {
        input: join(root, source),
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
    ssr: { noExternal: true, external: ['electron'] },
  });
}

async function buildRenderer() {
  if (!existsSync(join(root, 'src-renderer/index.html'))) {
    console.log('build: there is no src-renderer/index.html yet');
    return;
  }
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}

const builders = { main: buildMain, renderer: buildRenderer, python: buildCompiledPython };

/**
 * Builds those of the named parts whose sources changed.
 * @param {(keyof typeof builders)[]} parts
 */
export async function buildStale(parts) {
  for (const part of parts) {
    if (isFresh(part)) continue;
    const started = performance.now();
    await buildStamped(part, builders[part]);
    console.log(`built ${part} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !(name in builders));
  if (unknown) {
    console.error(`build: there is no part "${unknown}"; the parts are ${Object.keys(builders).join(', ')}`);
    process.exitCode = 2;
  } else {
    const all = /** @type {(keyof typeof builders)[]} */ (Object.keys(builders));
    for (const part of all.filter((name) => named.length === 0 || named.includes(name))) {
      rmSync(join(root, 'dist', `.${part}.sha256`), { force: true });
      await buildStale([part]);
    }
  }
}
