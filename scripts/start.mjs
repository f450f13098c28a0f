/**
 * `npm start [-- FOLDER] [--browser] [OPTIONS OF parallax serve]`: builds what changed and opens the folder, by
 * default the example shop, in the Electron window; where that cannot be had, says why and serves it to a browser.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { buildStale } from './build.mjs';
import { findElectron } from './lib/electron.mjs';
import { root, runLoudly } from './lib/run.mjs';

const args = process.argv.slice(2).filter((arg) => arg !== '--browser');
const named = args[0]?.startsWith('-') === false ? args.shift() : undefined;
const workspace = named ? resolve(named) : join(root, 'examples', 'shop');

/**
 * Runs the window to its end.
 * @param {string} electron
 * @returns {Promise<{ code: number } | { reason: string }>} its exit code, or why it never came up
 */
function openWindow(electron) {
  const started = performance.now();
  return new Promise((done) => {
    const child = spawn(electron, [root, workspace, ...args], { stdio: 'inherit' });
    child.on('error', (error) => done({ reason: error.message }));
    child.on('close', (code, signal) => {
      const early = performance.now() - started < 5000;
      if (code !== 0 && early) done({ reason: `it ended at once (${signal ?? `exit code ${code}`})` });
      else done({ code: code ?? 1 });
    });
  });
}

async function tryElectron() {
  if (process.argv.includes('--browser')) return { reason: '--browser asks for the browser' };
  const found = await findElectron({ fetch: true });
  if ('reason' in found) return found;
  await buildStale(['renderer', 'main']);
  return openWindow(found.path);
}

const window = await tryElectron();
if ('code' in window) {
  process.exitCode = window.code;
} else {
  console.log(`No Electron window (${window.reason}): opening the browser shell instead.`);
  await buildStale(['renderer']);
  const command = ['bin/parallax.mjs', 'serve', '--open', '--workspace', workspace, ...args];
  process.exitCode = await runLoudly(command);
}
