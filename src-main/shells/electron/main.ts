import '../../no-pretenuring.ts';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session } from 'electron';
import { errorText } from '../../../shared/error-text.ts';
import { startApplication } from '../../api/application.ts';
import { keychainCipher } from './keychain.ts';
import { openWindow } from './shell.ts';
import { SCHEME } from './window.ts';

/** `dist/`, where the build puts the preload script and the renderer; in a checkout and in a package alike. */
const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));

// Privileges of a scheme can only be given before the application is ready.
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);
app.enableSandbox();

async function main(): Promise<void> {
  if (!app.requestSingleInstanceLock()) return app.quit();
  await app.whenReady();
  Menu.setApplicationMenu(null);
  const folder = process.argv.slice(app.isPackaged ? 1 : 2).find((argument) => !argument.startsWith('-'));
  const cipher = keychainCipher(safeStorage);
  const application = await startApplication({
    folder: folder ?? null,
    ...(cipher === null ? {} : { cipher }),
    onBug: report,
  });
  const window = await openWindow(
    {
      createWindow: (options) => new BrowserWindow(options),
      ipcMain,
      dialog,
      protocol,
      session: session.defaultSession,
      onContents: (listener) => app.on('web-contents-created', (_event, contents) => listener(contents)),
    },
    application.api,
    dist,
    report,
  );
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    // What was recorded must be on disk and every child gone before the process is.
    event.preventDefault();
    void application.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

function report(error: Error): void {
  console.error(error);
}

main().catch((error: unknown) => {
  console.error(`Parallax could not start: ${errorText(error)}`);
  app.exit(1);
});
