import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { tellsUsage } from '../../../shared/llm/dialects/openai-chat/stream-usage.ts';
import { isObject, parseJson } from '../../../shared/llm/json.ts';
import { DIALECTS } from '../../../shared/llm/protocol/part.ts';
import { demoProviders } from '../../../shared/llm/providers/demo.ts';
import type { ProviderOverride } from '../../../shared/llm/providers/spec.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import { readBody } from '../../http/read-body.ts';
import { streamOf } from '../as-stream.ts';
import { closeServer, listen, writeEvent, writeJson } from '../listen.ts';
import { demoAnswer } from './answer.ts';

const MAX_BYTES = 16 * 1024 * 1024;

export interface DemoProvider {
  readonly url: string;
  /** For the registry: `demo-DIALECT`, one for each dialect, with the model `demo` and without a key. */
  readonly providers: readonly ProviderOverride[];
  close(): Promise<void>;
}

/**
 * A provider on this machine that speaks every dialect, each below its own name, and answers what `demoAnswer` says. `wordMs`: how
 * long it takes over a word of a stream, for people who want to see one.
 */
export async function startDemoProvider(port = 0, wordMs = 0): Promise<DemoProvider> {
  const server = createServer((request, response) => {
    answer(request, response, wordMs).catch(() => response.destroy());
  });
  const url = await listen(server, port);
  return {
    url,
    providers: demoProviders(url),
    close: () => closeServer(server),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, wordMs: number): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://demo');
  const dialect = DIALECTS.find((name) => pathname.startsWith(`/${name}/`));
  if (dialect === undefined || request.method !== 'POST')
    return writeJson(response, 404, { error: { message: `POST to /DIALECT/…: ${DIALECTS.join(', ')}.` } });
  const adapter = adapterOf(dialect);
  const refuse = (message: string): void => {
    const { body } = adapter.writeError({ code: 'invalid_request', message, status: 400 });
    writeJson(response, 400, body, { connection: 'close' });
  };
  const text = await readBody(request, MAX_BYTES);
  if (text === undefined) return refuse(`The request is larger than ${MAX_BYTES} bytes.`);
  const wire = parseJson(text);
  if (!isObject(wire)) return refuse('The request is no JSON object.');
  const chat = adapter.readRequest(wire, NO_LINKS);
  if (chat.messages.length === 0) return refuse('The request has no messages.');
  const model = chat.model ?? 'demo';
  const whole = demoAnswer(chat, model);
  const context = { id: 'demo', model, created: 0 };
  if (chat.stream !== true && !pathname.includes(':stream'))
    return writeJson(response, 200, adapter.writeResponse(whole, context).value);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const { input = 0 } = whole.usage ?? {};
  const writer = adapter.streamWriter({ ...context, usage: { input }, tellsUsage: tellsUsage(chat) });
  for (const part of streamOf(whole)) {
    if (part.type === 'delta' && wordMs > 0) await setTimeout(wordMs);
    for (const event of writer.push(part)) if (!(await writeEvent(response, event))) return;
  }
  response.end();
}
