import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root, runQuietly } from './run.mjs';

/** What to tell somebody who has no browser for the end-to-end tests. */
export const howToGetOne =
  'install Google Chrome, Chromium or Microsoft Edge (Debian, Ubuntu: apt-get install chromium), ' +
  'or name one in PARALLAX_BROWSER';

/** @typedef {{ path: string, env: Record<string, string> }} Browser `env` is what it needs beside ours */

const commands = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** @returns {string[]} where Chrome, Chromium and Edge are when they are installed */
function places() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].map(
      (name) => process.env[name] ?? '',
    );
    const files = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return files.flatMap((file) => folders.filter(Boolean).map((folder) => join(folder, file)));
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return commands.flatMap((command) => folders.map((folder) => join(folder, command)));
}

/**
 * Whether the program runs: Ubuntu's `chromium-browser` may be a note that says where to get one, and a browser
 * from npm may miss libraries of the system. (On Windows, asking opens a window.)
 * @param {Browser} browser
 */
function runs({ path, env }) {
  if (process.platform === 'win32') return true;
  try {
    const version = execFileSync(path, ['--version', '--no-sandbox'], {
      timeout: 20_000,
      stdio: 'pipe',
      env: { ...process.env, ...env },
    });
    return /Chrom|Edge/.test(version.toString());
  } catch {
    return false;
  }
}

/** The headless Chromium that an npm package carries, unpacked once, with libraries for systems that lack them. */
async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return [];
  const folder = join(root, 'node_modules', '@sparticuz', 'chromium');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const home = join(root, 'node_modules', '.cache', `chromium-${version}`);
  if (!existsSync(home)) {
    const temporary = `${home}.${process.pid}`;
    mkdirSync(temporary, { recursive: true });
    // The package unpacks into the system's temporary folder, where anybody may have put a file of that name. Another process
    // has another one: what is started here meanwhile has not.
    const unpack = join(root, 'scripts', 'lib', 'unpack-chromium.mjs');
    const { code, output } = await runQuietly([unpack], { TMPDIR: temporary });
    try {
      if (code !== 0) throw new Error(`npm's Chromium could not be unpacked: ${output}`);
      renameSync(temporary, home);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(home)) throw error;
    }
  }
  const path = join(home, 'chromium');
  const libraries = [join(home, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']]
    .filter(Boolean)
    .join(delimiter);
  /** @type {Record<string, string>} */
  const env = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(home, 'fonts') };
  return [
    { path, env },
    { path, env: { ...env, LD_LIBRARY_PATH: libraries } },
  ];
}

/**
 * A browser of the Chromium family: the one named in PARALLAX_BROWSER, else an installed one, else npm's.
 * @returns {Promise<Browser | undefined>}
 */
export async function findBrowser() {
  const named = process.env['PARALLAX_BROWSER'];
  if (named) return { path: named, env: {} };
  const found = places()
    .filter((path) => existsSync(path))
    .map((path) => ({ path, env: {} }))
    .find(runs);
  return found ?? (await fromNpm()).find(runs);
}
