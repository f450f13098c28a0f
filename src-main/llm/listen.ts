import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../shared/llm/json.ts';
import type { WireEvent } from '../../shared/llm/protocol/stream.ts';

/** Begins to listen on this machine only; port 0 is any free one. Returns the address. */
export async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export function writeJson(
  response: ServerResponse,
  status: number,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function writeEvent(response: ServerResponse, { event, data }: WireEvent): Promise<boolean> {
  return write(response, `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`);
}

/** Waits where the reader is slower than the writer. False: nobody reads any more. */
export async function write(response: ServerResponse, text: string | Uint8Array): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(text)) return true;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
  return !response.destroyed;
}
