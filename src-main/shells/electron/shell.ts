import type { BrowserWindow, Dialog, IpcMain, Protocol, Session, WebContents } from 'electron';
import type { Api } from '../../../shared/api/api.ts';
import { listAssets } from '../assets.ts';
import { pageHeaders } from '../security.ts';
import { portServer } from './port.ts';
import {
  guardContents,
  guardSession,
  isOwnPage,
  isOwnSender,
  PAGE,
  preloadFile,
  SCHEME,
  windowOptions,
} from './window.ts';

/** What the shell uses of Electron: given, so that its wiring can be tested where Electron's binary cannot be had. */
export interface ElectronParts {
  readonly createWindow: (options: ReturnType<typeof windowOptions>) => BrowserWindow;
  readonly ipcMain: Pick<IpcMain, 'on' | 'handle' | 'removeAllListeners' | 'removeHandler'>;
  readonly dialog: Pick<Dialog, 'showOpenDialog'>;
  readonly protocol: Pick<Protocol, 'handle'>;
  readonly session: Session;
  readonly onContents: (listener: (contents: WebContents) => void) => void;
}

/** Opens the application's window on an API. */
export async function openWindow(
  parts: ElectronParts,
  api: Api,
  dist: string,
  onBug: (error: Error) => void,
): Promise<BrowserWindow> {
  guardSession(parts.session);
  parts.onContents(guardContents);
  servePage(parts.protocol, dist);

  const window = parts.createWindow(windowOptions(preloadFile(dist)));
  const serve = portServer(api, onBug);
  parts.ipcMain.on('parallax:connect', (event) => {
    if (!isOwnSender(event, window)) return;
    const port = event.ports[0];
    if (port) serve(port);
  });
  parts.ipcMain.handle('parallax:choose-folder', async (event) => {
    if (!isOwnSender(event, window)) return null;
    const chosen = await parts.dialog.showOpenDialog(window, {
      properties: ['openDirectory'],
      title: 'Open workspace',
    });
    return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
  });
  window.once('closed', () => {
    parts.ipcMain.removeAllListeners('parallax:connect');
    parts.ipcMain.removeHandler('parallax:choose-folder');
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL(PAGE);
  return window;
}

/** The renderer's files under its own scheme; a path that is not in the list does not exist. */
function servePage(protocol: ElectronParts['protocol'], dist: string): void {
  const assets = listAssets(`${dist}/renderer`);
  const headers = pageHeaders('');
  protocol.handle(SCHEME, (request) => {
    const asset = isOwnPage(request.url) ? assets.get(new URL(request.url).pathname) : undefined;
    if (!asset) return new Response('There is no such file.', { status: 404 });
    return new Response(new Uint8Array(asset.read()), {
      headers: { ...headers, 'Content-Type': asset.type },
    });
  });
}
