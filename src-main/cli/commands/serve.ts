import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { startApplication } from '../../api/application.ts';
import { startBrowserShell } from '../../shells/browser/server.ts';
import { EXIT, Failure } from '../failure.ts';
import { locate, type OpenOptions } from '../open.ts';

interface ServeOptions extends OpenOptions {
  readonly port?: string;
  readonly open?: boolean;
}

export function defineServe(command: Command): void {
  command
    .option('--port <n>', 'port on 127.0.0.1 (default: any free one)')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--interpreter <name>', 'Python of the reference path: auto, pyodide, or a command')
    .option('--open', 'open it in a window of an installed Chromium-family browser')
    .addHelpText(
      'after',
      `
The printed address opens the application once; press Enter for another.

Example:
  parallax serve --workspace examples/shop --port 4600`,
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const port = Number(options.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Failure('usage', '--port takes a number from 0 to 65535.');
  const renderer = fileURLToPath(new URL('../../../dist/renderer/', import.meta.url));
  if (!existsSync(join(renderer, 'index.html')))
    throw new Failure(
      'not_built',
      'The application is not built: run `npm run build renderer` first, or use `npm start`.',
      EXIT.usage,
    );
  const onBug = (error: Error) => console.error(`parallax: ${error.message}`);
  const application = await startApplication({
    folder: locate(options).folder,
    ...(options.interpreter === undefined ? {} : { interpreter: options.interpreter }),
    onBug,
  });
  const shell = await startBrowserShell({ api: application.api, renderer, port, onBug })
    .catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
        ? new Failure('port_in_use', `Port ${port} is taken: choose another with --port, or leave it out.`)
        : error;
    })
    .catch(async (error: unknown) => {
      await application.close();
      throw error;
    });

  // Before the address is out: who sees it may end us at once.
  const ended = interrupted();
  const address = shell.address();
  console.log(`Parallax is at ${address}`);
  const problem = options.open ? openWindow(address) : null;
  if (problem !== null) console.log(`${problem}: open the address yourself.`);
  if (process.stdin.isTTY) process.stdin.on('data', () => console.log(`Parallax is at ${shell.address()}`));

  await ended;
  await shell.close();
  await application.close();
  process.exit(EXIT.equal);
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

const BROWSERS: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/bin/google-chrome',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/snap/bin/chromium',
    '/usr/bin/microsoft-edge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** Opens a window without tabs and address bar; a text says why it could not. */
function openWindow(address: string): string | null {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return 'There is no display';
  const browser = BROWSERS[process.platform]?.find(existsSync);
  if (browser === undefined) return 'No Chromium-family browser was found';
  const child = spawn(browser, [`--app=${address}`, '--no-first-run'], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('The browser could not be started: open the address yourself.'));
  child.unref();
  return null;
}
