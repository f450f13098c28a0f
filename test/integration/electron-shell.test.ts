/**
 * Electron's binary cannot be had everywhere, so the shell's own code runs here against a stand-in typed from Electron's
 * types. This proves the wiring (options, guards, sender check, API over a port), not Electron itself.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  MessagePortMain,
  Session,
  WebContents,
} from 'electron';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Api } from '../../shared/api/api.ts';
import { router } from '../../shared/api/router.ts';
import { type ElectronParts, openWindow } from '../../src-main/shells/electron/shell.ts';
import { PAGE } from '../../src-main/shells/electron/window.ts';

const dist = mkdtempSync(join(tmpdir(), 'parallax-electron-'));
beforeAll(() => {
  mkdirSync(join(dist, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(dist, 'renderer', 'index.html'), '<!doctype html>');
  writeFileSync(join(dist, 'secret.txt'), 'secret');
});
afterAll(() => rmSync(dist, { recursive: true }));

const calls: string[] = [];
/** Answers every procedure with its own name, so that a procedure that is not wired is seen. */
const api = new Proxy({} as Record<string, unknown>, {
  get: (_target, group: string) =>
    new Proxy({} as Record<string, unknown>, {
      get: (_group, name: string) => () => {
        calls.push(`${group}.${name}`);
        return name.startsWith('watch')
          ? (async function* () {
              yield `${group}.${name}`;
            })()
          : `${group}.${name}`;
      },
    }),
}) as unknown as Api;

class Contents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

class StandIn {
  options: BrowserWindowConstructorOptions | undefined;
  readonly contents = new Contents();
  readonly ipc = new EventEmitter();
  readonly invocations = new Map<string, (event: unknown) => unknown>();
  page: ((request: Request) => Response) | undefined;
  permission:
    | ((contents: unknown, permission: string, answer: (allowed: boolean) => void) => void)
    | undefined;
  check: ((contents: unknown, permission: string) => boolean) | undefined;
  loaded = '';
  readonly window = Object.assign(new EventEmitter(), {
    webContents: this.contents,
    loadURL: async (url: string) => {
      this.loaded = url;
    },
    show: () => undefined,
  });

  parts(): ElectronParts {
    return {
      createWindow: (options) => {
        this.options = options;
        return this.window as unknown as BrowserWindow;
      },
      ipcMain: {
        on: this.ipc.on.bind(this.ipc),
        removeAllListeners: (channel: string) => this.ipc.removeAllListeners(channel),
        handle: (channel: string, listener: (event: unknown) => unknown) =>
          void this.invocations.set(channel, listener),
        removeHandler: (channel: string) => void this.invocations.delete(channel),
      } as unknown as ElectronParts['ipcMain'],
      dialog: {
        showOpenDialog: async () => ({ canceled: false, filePaths: ['/chosen'] }),
      } as unknown as ElectronParts['dialog'],
      protocol: {
        handle: (_scheme: string, handler: (request: Request) => Response) => {
          this.page = handler;
        },
      } as unknown as ElectronParts['protocol'],
      session: {
        setPermissionRequestHandler: (handler: typeof this.permission) => {
          this.permission = handler;
        },
        setPermissionCheckHandler: (handler: typeof this.check) => {
          this.check = handler;
        },
        setDevicePermissionHandler: () => undefined,
      } as unknown as Session,
      onContents: (listener) => listener(this.contents as unknown as WebContents),
    };
  }

  /** The event of a message from a frame of this window. */
  event(url = PAGE, parent: unknown = null, sender: unknown = this.contents) {
    return { senderFrame: { url, parent }, sender, ports: [] as unknown[] };
  }

  /** Connects as the preload does and returns the page's end. */
  connect(event = this.event()): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const main = new EventEmitter();
    port2.on('message', (data) => main.emit('message', { data }));
    port2.on('close', () => main.emit('close'));
    const asMain = Object.assign(main, {
      start: () => undefined,
      postMessage: (data: string) => port2.postMessage(data),
      close: () => port2.close(),
    });
    this.ipc.emit('parallax:connect', { ...event, ports: [asMain as unknown as MessagePortMain] });
    return port1;
  }
}

let electron: StandIn;
beforeEach(async () => {
  electron = new StandIn();
  await openWindow(electron.parts(), api, dist, () => undefined);
});

async function ask(
  port: MessagePort,
  type: string,
  path: string,
  input?: unknown,
): Promise<{ result?: { data?: unknown }; error?: unknown }> {
  const answer = new Promise<string>((resolve) => {
    port.on('message', (text: string) => {
      if (!text.includes('"started"')) resolve(text);
    });
  });
  port.postMessage(JSON.stringify({ id: 1, jsonrpc: '2.0', method: type, params: { path, input } }));
  const parsed = JSON.parse(await answer);
  port.removeAllListeners('message');
  return parsed;
}

describe('the window', () => {
  it('isolates the renderer and loads only its own page', () => {
    expect(electron.options?.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(electron.loaded).toBe('parallax://app/index.html');
  });

  it('refuses other windows, navigation elsewhere and web views', () => {
    expect(electron.contents.openHandler?.({ url: 'https://evil.example' })).toEqual({ action: 'deny' });
    const refused = (name: string, url: string) => {
      let prevented = false;
      electron.contents.emit(name, {
        url,
        preventDefault: () => {
          prevented = true;
        },
      });
      return prevented;
    };
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      expect(refused(name, 'https://evil.example/parallax://app/')).toBe(true);
      expect(refused(name, 'parallax://app.evil.example/')).toBe(true);
      expect(refused(name, 'file:///etc/passwd')).toBe(true);
      expect(refused(name, 'parallax://app/index.html#/node/x')).toBe(false);
    }
    expect(refused('will-attach-webview', 'parallax://app/')).toBe(true);
  });

  it('grants no permission but sanitised clipboard writes', () => {
    const granted = (permission: string) => {
      let answer = false;
      electron.permission?.(null, permission, (allowed) => {
        answer = allowed;
      });
      expect(electron.check?.(null, permission)).toBe(answer);
      return answer;
    };
    expect(['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read'].map(granted)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(granted('clipboard-sanitized-write')).toBe(true);
  });

  it('serves its files and nothing beside them, under the policy', async () => {
    const get = (url: string) => electron.page?.(new Request(url)) as Response;
    const index = get('parallax://app/index.html');
    expect(index.status).toBe(200);
    expect(index.headers.get('content-security-policy')).toContain("script-src 'self';");
    for (const url of [
      'parallax://app/../secret.txt',
      'parallax://app/%2e%2e/secret.txt',
      'parallax://other/index.html',
    ])
      expect(get(url).status).toBe(404);
  });
});

describe('the API over a port', () => {
  it('reaches every procedure of the router', async () => {
    const rule = {
      node: 'n',
      step: 's',
      path: 'p',
      kind: 'value',
      tolerance: null,
      reason: 'r',
      owner: 'o',
      expires: 'never',
    };
    const inputs: Record<string, unknown> = {
      folder: '/f',
      node: 'n',
      text: 't',
      baseHash: 'h',
      theirsHash: 'h',
      file: 'f',
      line: 1,
      column: 1,
      comparison: 'c',
      from: 0,
      to: 1,
      path: 'direct',
      event: 0,
      window: { from: 0, to: 1 },
      most: 10,
      query: { database: 'd', table: 't', from: 0, count: 1, only: false },
      count: 1,
      row: 0,
      limit: 1,
      inputs: {},
      effects: 'share',
      paths: ['direct'],
      stopOnEntry: true,
      models: { direct: 'p/m' },
      kind: 'continue',
      comparisons: ['c'],
      tag: 't',
      name: null,
      pinned: true,
      databases: false,
      by: 'node',
      a: 'a',
      b: 'b',
      id: 'i',
      options: { comparison: 'c', paths: [], from: null, changes: [], effects: 'live', values: {} },
      variable: { path: 'direct', name: 'v' },
      replay: 'r',
      question: 'q',
      decision: { kind: 'perform' },
      proof: { node: 'n', text: 't', effects: 'recorded', values: {} },
      of: 'fixed',
      testCase: { comparison: 'c', name: 'n', description: '', values: {} },
      breakpoint: { spec: 'step:a', once: false, enabled: true },
      number: 1,
      ids: [1],
      enabled: true,
      direction: 'forward',
      at: { row: 0, name: 'v' },
      writes: 1,
      step: 's',
      occ: '0',
      evaluation: { comparison: 'c', step: 's', expression: 'x', everywhere: false },
      run: 'run_1',
      format: 'html',
      files: [{ name: 'f', text: 't' }],
      skipMalformed: false,
      sensitive: [],
      request: { messages: [] },
      policy: 'warn',
      target: 'p/m',
      rule: { ...rule, id: 'r' },
      rules: [rule],
    };
    /** Where a key means something else than elsewhere. */
    const special: Record<string, Record<string, unknown>> = {
      'replay.point': { from: { step: 's', occ: '0' } },
      'history.why': { target: { kind: 'divergence', index: 0 } },
      'llm.read': { from: null },
      'llm.keepComposed': {
        composed: { name: 'n', edited: true, text: '{', policy: 'warn', lanes: [] },
      },
      'llm.start': { name: 'n', targets: ['p/m'] },
      'llm.setKey': { provider: 'p', key: 'k' },
      'llm.removeKey': { provider: 'p' },
      'llm.deleteRun': { deleted: true },
      'llm.saveProvider': { provider: { id: 'p' } },
      'llm.removeProvider': { provider: 'p' },
      'llm.report': { format: 'json' },
      'llm.recall': { source: { run: 'r' } },
      'llmProxy.start': { port: 0, to: [], route: 'primary', losses: 'warn', weights: {} },
      'llmProxy.keep': { port: 0, to: [], route: 'primary', losses: 'warn', weights: {} },
      'library.saveElsewhere': { to: '/f' },
    };
    for (const [path, procedure] of Object.entries(router._def.procedures)) {
      const { type } = (procedure as unknown as { _def: { type: string } })._def;
      // The kind of a query and of a command differ in what else they take; unknown keys are dropped by the schemas.
      const port = electron.connect();
      const answer = await ask(port, type, path, { ...inputs, ...special[path] });
      expect(answer.error, path).toBeUndefined();
      expect(answer.result?.data, path).toBe(path);
      port.close();
    }
    expect(new Set(calls)).toEqual(new Set(Object.keys(router._def.procedures)));
  });

  it('ignores messages from other pages, frames and windows', async () => {
    const silent = async (event: ReturnType<StandIn['event']>) => {
      const port = electron.connect(event);
      const answered = ask(port, 'query', 'workspace.view').then(() => true);
      const result = await Promise.race([
        answered,
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 50)),
      ]);
      port.close();
      return !result;
    };
    expect(await silent(electron.event('https://evil.example/'))).toBe(true);
    expect(await silent(electron.event('parallax://app.evil.example/'))).toBe(true);
    expect(await silent(electron.event(PAGE, {}))).toBe(true);
    expect(await silent(electron.event(PAGE, null, new Contents()))).toBe(true);
    expect(await silent(electron.event())).toBe(false);
  });

  it('chooses folders only for its own page', async () => {
    const choose = electron.invocations.get('parallax:choose-folder');
    expect(await choose?.(electron.event())).toBe('/chosen');
    expect(await choose?.(electron.event('https://evil.example/'))).toBeNull();
  });
});
