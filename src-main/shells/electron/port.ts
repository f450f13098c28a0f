import { EventEmitter } from 'node:events';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import type { MessagePortMain } from 'electron';
import type { WebSocketServer } from 'ws';
import type { Api } from '../../../shared/api/api.ts';
import { router } from '../../../shared/api/router.ts';
import { wire } from '../../../shared/api/wire.ts';

/** The part of a `ws` socket that the API's connection handler uses, over a message port. */
class PortSocket extends EventEmitter {
  readyState = 1;
  readonly #port: MessagePortMain;

  constructor(port: MessagePortMain) {
    super();
    this.#port = port;
    port.on('message', (event) => this.emit('message', Buffer.from(String(event.data)), false));
    port.on('close', () => this.#end());
    port.start();
  }

  send(data: string): void {
    if (this.readyState === 1) this.#port.postMessage(data);
  }

  close(): void {
    this.#port.close();
    this.#end();
  }

  terminate(): void {
    this.close();
  }

  #end(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.emit('close');
  }
}

/** Serves the API over message ports: the same router, messages and checks as over a WebSocket. */
export function portServer(api: Api, onBug: (error: Error) => void): (port: MessagePortMain) => void {
  const server = new EventEmitter() as WebSocketServer;
  applyWSSHandler({
    wss: server,
    router,
    experimental_encoder: wire,
    createContext: () => ({ api }),
    onError: ({ error }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR' && error.cause?.name !== 'ApiError')
        onBug(error.cause ?? error);
    },
  });
  const request = { url: '/api', headers: { host: 'app' } };
  return (port) => server.emit('connection', new PortSocket(port), request);
}
