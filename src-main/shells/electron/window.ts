import { join } from 'node:path';
import type {
  BrowserWindowConstructorOptions,
  Session,
  WebContents,
  BrowserWindow as Window,
} from 'electron';

/** The renderer's own scheme: a real origin, so that its policy and `'self'` mean what they say. */
export const SCHEME = 'parallax';
export const PAGE = `${SCHEME}://app/index.html`;

/** The renderer is untrusted: no Node, its own world, sandboxed by the system. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 1100,
    minHeight: 700,
    show: false,
    backgroundColor: '#0e1014',
    title: 'Parallax',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  };
}

export function preloadFile(dist: string): string {
  return join(dist, 'preload.cjs');
}

/** Is this the page we loaded, and nothing that merely looks like it? */
export function isOwnPage(url: string): boolean {
  try {
    const parsed = new URL(url);
    return parsed.protocol === `${SCHEME}:` && parsed.host === 'app';
  } catch {
    return false;
  }
}

/** Refuses to leave the page, to open others, and to attach web views. */
export function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const refuse = (event: { preventDefault(): void }, url: string) => {
    if (!isOwnPage(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => refuse(event, event.url));
  contents.on('will-frame-navigate', (event) => refuse(event, event.url));
  contents.on('will-redirect', (event) => refuse(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** The renderer needs no permission but writing to the clipboard when the user copies. */
export function guardSession(session: Session): void {
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setDevicePermissionHandler(() => false);
}

/** A message counts only from the top frame of our own page in our own window. */
export function isOwnSender(
  event: {
    readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
    readonly sender: unknown;
  },
  window: Window,
): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null && frame.parent === null && isOwnPage(frame.url) && event.sender === window.webContents
  );
}
