import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Api } from '../../../shared/api/api.ts';
import { router } from '../../../shared/api/router.ts';
import { wire } from '../../../shared/api/wire.ts';
import { parseJson } from '../../../shared/llm/json.ts';
import { readBody } from '../../http/read-body.ts';
import { type Asset, listAssets } from '../assets.ts';
import { pageHeaders } from '../security.ts';
import { Access } from './access.ts';

export interface BrowserShell {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** An address that opens the application once. */
  address(): string;
  close(): Promise<void>;
}

export interface BrowserShellOptions {
  readonly api: Api;
  /** Folder of the built renderer. */
  readonly renderer: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Unexpected failures of a procedure; expected ones go to the client only. */
  readonly onBug?: (error: Error) => void;
  /** A token was used: the address last given out opens nothing any more. */
  readonly onTokenUsed?: () => void;
}

const TOKEN_BODY_LIMIT = 4096;
const MESSAGE_LIMIT = 16 * 1024 * 1024;
const tokenBody = z.object({ token: z.string().min(1).max(200) });

/** Serves the renderer and the API on 127.0.0.1 only. */
export async function startBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  const assets = listAssets(options.renderer);
  const server = createServer();
  await listen(server, options.port ?? 0);
  const port = (server.address() as AddressInfo).port;
  const origin = `http://127.0.0.1:${port}`;
  const access = new Access(port);
  const headers = pageHeaders(`ws://127.0.0.1:${port} ws://localhost:${port}`);

  server.on('request', (request, response) => {
    if (!access.hostAllowed(request)) return refuse(response, 421, 'This server answers only as 127.0.0.1.');
    const path = (request.url ?? '/').split('?', 1)[0] as string;
    if (path === '/session') {
      // A client that goes away while it sends has nobody left to answer.
      openSession(request, response).catch(() => response.destroy());
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only GET is served here.');
    const asset = assets.get(path);
    const body = asset && readAsset(asset);
    if (!asset || !body) return refuse(response, 404, 'There is no such file.');
    response.writeHead(200, {
      ...headers,
      'Content-Type': asset.type,
      'Cache-Control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });

  async function openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return refuse(response, 405, 'A session is opened by POST.');
    if (!access.originAllowed(request)) return refuse(response, 403, 'This request comes from another site.');
    const body = await readBody(request, TOKEN_BODY_LIMIT);
    if (body === undefined) return refuse(response, 413, 'The request is too large.');
    const parsed = tokenBody.safeParse(parseJson(body));
    const cookie = parsed.success ? access.exchange(parsed.data.token) : undefined;
    if (!cookie)
      return refuse(
        response,
        401,
        'This address was used already or is wrong: take the newest one that `parallax serve` printed.',
      );
    response.writeHead(204, { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' });
    response.end();
    options.onTokenUsed?.();
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT });
  const handler = applyWSSHandler({
    wss: sockets,
    router,
    experimental_encoder: wire,
    createContext: () => ({ api: options.api }),
    onError: ({ error }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR' && error.cause?.name !== 'ApiError')
        options.onBug?.(error.cause ?? error);
    },
    keepAlive: { enabled: true, pingMs: 30_000, pongWaitMs: 10_000 },
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '').split('?', 1)[0];
    const status = !access.hostAllowed(request)
      ? 421
      : !access.originAllowed(request)
        ? 403
        : !access.sessionAllowed(request)
          ? 401
          : path !== '/api'
            ? 404
            : 0;
    if (status !== 0) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });

  return {
    origin,
    address: () => `${origin}/#token=${access.issueToken()}`,
    async close() {
      handler.broadcastReconnectNotification();
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A file that was there when the server started may be gone: a build replaces them all. */
function readAsset(asset: Asset): Buffer | undefined {
  try {
    return asset.read();
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(`${message}\n`);
}
