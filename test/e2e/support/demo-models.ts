import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { isObject, parseJson } from '../../../shared/llm/json.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import type { StreamPart } from '../../../shared/llm/protocol/stream.ts';

const ANSWERS: Readonly<Partial<Record<Dialect, string>>> = {
  'openai-chat': '{"category":"damaged_item","refund":true,"amount":"39.40","reason":"Arrived broken."}',
  anthropic: '{"category":"damaged_item","refund":true,"amount":39.4,"reason":"Arrived broken."}',
};

/** Models that answer the same every time, in the dialect of the address that is asked, streamed where that is wanted. */
export class DemoModels {
  private readonly server: Server;
  private readonly held = new Set<() => void>();
  /** Answers stay open after their first piece. */
  hold = false;

  private constructor() {
    this.server = createServer((request, response) => {
      void read(request).then((body) => {
        const dialect = request.url?.endsWith('/messages') ? 'anthropic' : 'openai-chat';
        const json = parseJson(body);
        const streams = isObject(json) && json['stream'] === true;
        const text = ANSWERS[dialect] ?? '';
        const context = { id: 'demo', model: 'demo', created: 1 };
        const usage = { input: 100, output: 20 };
        if (!streams) {
          const content = [{ type: 'text' as const, text }];
          const answer = { candidates: [{ content, finish: 'stop' as const }], usage };
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(adapterOf(dialect).writeResponse(answer, context).value));
          return;
        }
        response.setHeader('content-type', 'text/event-stream');
        const writer = adapterOf(dialect).streamWriter(context);
        const send = (part: StreamPart) => {
          for (const { event, data } of writer.push(part))
            response.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`);
        };
        send({ type: 'start', id: 'demo', model: 'demo', created: 1 });
        send({ type: 'part_start', candidate: 0, part: 0, value: { type: 'text', text: '' } });
        const [first = '', ...rest] = text.match(/.{1,12}/g) ?? [];
        send({ type: 'delta', candidate: 0, part: 0, text: first });
        const finish = () => {
          for (const piece of rest) send({ type: 'delta', candidate: 0, part: 0, text: piece });
          send({ type: 'part_end', candidate: 0, part: 0 });
          send({ type: 'finish', candidate: 0, finish: 'stop' });
          send({ type: 'usage', usage });
          send({ type: 'end' });
          response.end();
        };
        if (this.hold) this.held.add(finish);
        else finish();
      });
    });
  }

  static async start(): Promise<DemoModels> {
    const models = new DemoModels();
    await new Promise<void>((resolve) => models.server.listen(0, '127.0.0.1', resolve));
    return models;
  }

  /** Their base URL. */
  get base(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1`;
  }

  /** What parallax.yml says to reach them. */
  get settings(): string {
    const { base } = this;
    return [
      'providers:',
      `  - {id: demo-chat, name: Demo chat, extends: openai-compatible, baseUrl: "${base}", models: [{id: small}]}`,
      `  - {id: demo-claude, name: Demo messages, extends: anthropic, baseUrl: "${base}", auth: {}, models: [{id: small}]}`,
      '',
    ].join('\n');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
