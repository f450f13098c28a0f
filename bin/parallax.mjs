#!/usr/bin/env node
/**
 * The `parallax` command. It runs the sources in a checkout, the built files in a package, and sees to it
 * that either gets Node 24. Written for old Nodes: no syntax or module here may need a new one.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const required = 24;
const major = Number(process.versions.node.split('.')[0]);

/** @param {string} path relative to this file */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** V8 aborts now and then on processors with memory protection keys (nodejs/node#64500); elsewhere it may not know the flag. */
const flags = process.platform === 'linux' && process.arch === 'x64' ? ['--no-memory-protection-keys'] : [];

/** @param {string} node a newer Node, to take over with the same arguments, terminal, signals and exit code */
function handOver(node) {
  const child = spawn(node, [...flags, here('parallax.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`parallax could not start ${node}: ${error.message}`);
    process.exitCode = 2;
  });
  child.on('close', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const own of signals) process.removeAllListeners(own);
    process.kill(process.pid, signal);
  });
}

/** Keeps modules compiled for the next start: in the user's own folder, since what lies there is run. */
async function keepCompiled() {
  const { default: envPaths } = await import('env-paths');
  const folder = join(envPaths('parallax', { suffix: '' }).cache, 'compiled');
  nodeModule.enableCompileCache(folder);
  // Child processes read the same sources. Where the folder cannot be made, they compile them as this process does.
  if (nodeModule.getCompileCacheDir()) process.env['NODE_COMPILE_CACHE'] ??= folder;
}

async function main() {
  if (major < required) {
    const bundled = here(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
    if (existsSync(bundled)) return handOver(bundled);
    console.error(
      `parallax needs Node ${required} or newer and this is ${process.versions.node}: ` +
        'install it, or run `npm ci` in the checkout, which brings its own.',
    );
    process.exitCode = 2;
    return;
  }
  await keepCompiled();
  const source = new URL('../src-main/cli/main.ts', import.meta.url);
  const built = new URL('../dist/main/cli.mjs', import.meta.url);
  await import((existsSync(source) ? source : built).href);
}

await main();
