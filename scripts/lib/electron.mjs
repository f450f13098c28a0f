import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const folder = join(root, 'node_modules', 'electron');

/** Electron's executable, if it was fetched already. */
function installed() {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  const file = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name);
  return existsSync(file) ? file : undefined;
}

/** Why no window can be opened here whatever is installed. */
function obstacle() {
  if (process.platform !== 'linux') return undefined;
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display';
  if (process.getuid?.() === 0) return 'its sandbox does not run as root';
  return undefined;
}

/** @returns {Promise<string | undefined>} why the server that has the binary cannot be asked */
async function unreachable() {
  const server =
    process.env['ELECTRON_MIRROR'] ??
    process.env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/';
  try {
    await fetch(server, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(8000) });
    return undefined;
  } catch {
    return `its binary is not installed and ${new URL(server).host} cannot be reached`;
  }
}

/** @returns {Promise<boolean>} whether the package's own download succeeded, within ten minutes */
function download() {
  console.log('Fetching Electron, once (about 120 MB) …');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      stdio: 'ignore',
      timeout: 600_000,
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/**
 * Electron's executable, or in a few words why there is none.
 * @param {{ fetch: boolean }} options whether to fetch it where it is missing
 * @returns {Promise<{ path: string } | { reason: string }>}
 */
export async function findElectron(options) {
  const blocked = obstacle();
  if (blocked) return { reason: blocked };
  if (!installed()) {
    if (!options.fetch) return { reason: 'its binary is not installed' };
    const reason = await unreachable();
    if (reason) return { reason };
    if (!(await download())) return { reason: 'its binary could not be downloaded' };
  }
  const path = installed();
  return path ? { path } : { reason: 'its binary is not where its download should have put it' };
}
