/**
 * Checks that the lockfile works everywhere and that docs/dependencies.md lists what package.json does.
 * With --fix it completes the lockfile. A registry that carries only some platforms' packages makes
 * `npm install` leave the others out silently, and then `npm ci` refuses the lockfile and other systems
 * miss their binaries.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/run.mjs';

/**
 * @typedef {{ version?: string, resolved?: string, optionalDependencies?: Record<string, string>,
 *   dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked
 */

const systems = ['win32', 'darwin', 'linux', 'android', 'freebsd', 'openharmony'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64'];

/** @param {string} file */
const read = (file) => readFileSync(join(root, file), 'utf8');

/**
 * Whether Node's lookup from the package at `from` finds `name`.
 * @param {Record<string, Locked>} packages
 * @param {string} from
 * @param {string} name
 */
function isLocked(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (packages[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/**
 * What npm would have written for a platform's package, read from its name, less the checksum.
 * @param {Locked} parent
 * @param {string} name
 * @param {string} version
 * @returns {Locked}
 */
function entryFor(parent, name, version) {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`cannot tell the platform of ${name}`);
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
  return { version, cpu, ...(parent.dev && { dev: true }), ...(libc && { libc }), optional: true, os };
}

/** @param {boolean} fix */
function checkLockfile(fix) {
  /** @type {{ packages: Record<string, Locked> }} */
  const lock = JSON.parse(read('package-lock.json'));
  const { packages } = lock;
  const problems = Object.entries(packages)
    .filter(([, locked]) => locked.resolved && !locked.resolved.startsWith('https://registry.npmjs.org/'))
    .map(([path, locked]) => `package-lock.json: ${path} comes from ${locked.resolved}`);
  for (const [path, parent] of Object.entries(packages)) {
    if (path === '') continue;
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (isLocked(packages, path, name)) continue;
      if (fix) packages[`node_modules/${name}`] = entryFor(parent, name, version);
      else problems.push(`package-lock.json: ${name}@${version} is missing; run this script with --fix`);
    }
  }
  if (fix) {
    lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
    writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
  }
  return problems;
}

function checkDocument() {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const used = new Set(Object.keys({ ...dependencies, ...devDependencies }));
  const rows = read('docs/dependencies.md').matchAll(/^\| `([^`]+)`/gm);
  const listed = new Set(Array.from(rows, ([, name]) => /** @type {string} */ (name)));
  return [
    ...[...used]
      .filter((name) => !listed.has(name))
      .map((name) => `docs/dependencies.md: ${name} is missing`),
    ...[...listed]
      .filter((name) => !used.has(name))
      .map((name) => `docs/dependencies.md: ${name} is not used`),
  ];
}

const problems = [...checkLockfile(process.argv.includes('--fix')), ...checkDocument()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
