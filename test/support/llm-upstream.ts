import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findTarget, providerRegistry } from '../../shared/llm/providers/registry.ts';
import type { Target } from '../../shared/llm/providers/target.ts';

/** What the upstream was asked, in order. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Upstream {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Connections open now. */
  readonly open: () => number;
  target(model?: string): Target;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A server on this machine that answers one request after the other with the next of `answers`, the last one for ever. */
export async function upstream(...answers: readonly Answer[]): Promise<Upstream> {
  const asked: Asked[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text) => {
      body += text;
    });
    request.on('end', () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ path: request.url ?? '', headers: request.headers, body });
      void answer?.(response, request);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    open: () => sockets.size,
    target: (model = 'm') => targetAt(url, model),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A compatible server at `url`, whose key stands in `TEST_KEY`. */
export function targetAt(url: string, model = 'm', id = 'test'): Target {
  const spec = {
    id,
    extends: 'openai-compatible',
    baseUrl: url,
    auth: { header: 'authorization', prefix: 'Bearer ', env: 'TEST_KEY' },
  };
  const target = findTarget(providerRegistry([spec]), `${id}/${model}`);
  if (typeof target === 'string') throw new Error(target);
  return target;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function sse(...events: readonly string[]): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) response.write(`data: ${event}\n\n`);
    response.end();
  };
}

export const COMPLETION = {
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Good morning.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};

export const chunk = (delta: object, finish: string | null = null): string =>
  JSON.stringify({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });

export const CHUNKS = [
  chunk({ role: 'assistant', content: 'Good ' }),
  chunk({ content: 'morning.' }),
  chunk({}, 'stop'),
];
