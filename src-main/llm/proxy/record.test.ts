import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import type { EffectAnswer } from '../../../shared/trace/event.ts';
import { COMPLETION, json, upstream } from '../../../test/support/llm-upstream.ts';
import { openTraceStore } from '../../store/store.ts';
import { LlmClient } from '../client.ts';
import { recordExchange } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-proxy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const request = { model: 'm', temperature: 0.5, messages: [{ role: 'user', content: 'Hello?' }] };
const chat = chatRequestSchema.parse({
  messages: request.messages,
  parameters: { temperature: 0.5, topK: 3 },
});

test('a call comes back out of the store as one effect, with every attempt as it went over the wire', async () => {
  const server = await upstream(json(503, { error: { message: 'soon' } }), json(200, COMPLETION));
  const client = new LlmClient({ environment: { TEST_KEY: 'sk-never-to-be-seen' } });
  const outcome = await client.call(chat, [server.target()], {
    retry: { attempts: 2, initialMs: 1, maxMs: 1 },
  });
  const opened = await openTraceStore({
    file: join(folder, 'store.db'),
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  const { store } = opened;
  await recordExchange(
    { store, newId: (prefix) => `${prefix}_1` },
    {
      trace: 'trc_1',
      dialect: 'openai-chat',
      request: JSON.stringify(request),
      asked: { targets: ['test/m'], route: 'primary', losses: 'warn' },
      outcome,
      fromClient: [],
      toClient: [],
      startedAt: 1,
    },
  );
  const events = store.events('trc_1', 0, 100);
  await store.close();
  await client.close();
  await server.close();

  const asked = events.find((event) => event.kind === 'effect_requested');
  expect(asked).toMatchObject({ request: { type: 'llm', targets: ['test/m'], request: { messages: [{}] } } });
  const answer: EffectAnswer | undefined = events.flatMap((event) =>
    event.kind === 'effect_answered' ? [event.answer] : [],
  )[0];
  expect(answer).toMatchObject({
    ok: true,
    value: { target: 'test/m', response: { candidates: [{ finish: 'stop' }] } },
    attempts: [{ outcome: 'overloaded', detail: 'soon' }, { outcome: 'ok' }],
    calls: [
      { status: 503, body: { temperature: { $decimal: '0.5' } } },
      {
        status: 200,
        url: `${server.url}/chat/completions`,
        headers: { authorization: 'Bearer [redacted]' },
        losses: [{ class: 'dropped', path: '/parameters/topK', before: 3 }],
      },
    ],
  });
  expect(JSON.stringify(events)).not.toContain('sk-never-to-be-seen');
});
