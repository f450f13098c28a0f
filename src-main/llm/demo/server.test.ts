import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIALECTS } from '../../../shared/llm/protocol/part.ts';
import { chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import { textsOf } from '../as-stream.ts';
import { LlmClient } from '../client.ts';
import { type DemoProvider, startDemoProvider } from './server.ts';

let demo: DemoProvider;
const client = new LlmClient({ environment: null });
beforeAll(async () => {
  demo = await startDemoProvider();
});
afterAll(async () => {
  await client.close();
  await demo.close();
});

const plain = chatRequestSchema.parse({ messages: [{ role: 'user', content: 'Where is it?' }] });
const schema = { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] };
const withTools = { ...plain, tools: [{ name: 'find', parameters: schema }] };

describe.each(DIALECTS)('the demo provider in %s', (dialect) => {
  const target = () => {
    const found = findTarget(providerRegistry(demo.providers), `demo-${dialect}/demo`);
    if (typeof found === 'string') throw new Error(found);
    return found;
  };
  test.each([false, true])('answers, streamed: %s', async (stream) => {
    const outcome = await client.call({ ...plain, stream }, [target()]);
    expect(outcome).toMatchObject({
      ok: true,
      response: {
        candidates: [
          {
            content: [
              {
                type: 'text',
                text: 'You asked: Where is it? This is the demo model, which always answers so.',
              },
            ],
            finish: 'stop',
          },
        ],
      },
    });
  });
  test('says the same of results whether they come in one message or in several', async () => {
    const call = (id: string) => ({ type: 'tool_call' as const, id, name: 'find', arguments: '{}' });
    const result = (callId: string, text: string) => ({
      role: 'tool' as const,
      content: [{ type: 'tool_result' as const, callId, content: [{ type: 'text' as const, text }] }],
    });
    const [a, b] = ['call0000a', 'call0000b'];
    const messages = [
      ...plain.messages,
      { role: 'assistant' as const, content: [call(a), call(b)] },
      result(a, 'It is packed.'),
      result(b, 'It leaves today.'),
    ];
    const outcome = await client.call({ ...withTools, messages }, [target()]);
    if (!outcome.ok) throw new Error(outcome.error.message);
    expect(outcome.response.candidates[0]?.content).toMatchObject([
      { text: 'The tools say: It is packed.; It leaves today.' },
    ]);
  });
  test.each([false, true])(
    'gives as many answers as are asked for, where they can be, streamed: %s',
    async (stream) => {
      const outcome = await client.call({ ...plain, parameters: { candidates: 3 }, stream }, [target()]);
      if (!outcome.ok) throw new Error(outcome.error.message);
      const first = 'You asked: Where is it? This is the demo model, which always answers so.';
      const texts = outcome.response.candidates.map(({ content }) => content.flatMap(textsOf).join(''));
      expect(texts).toEqual(
        ['anthropic', 'openai-responses'].includes(dialect)
          ? [first]
          : [first, `${first} This is answer 2.`, `${first} This is answer 3.`],
      );
    },
  );
  test.each([false, true])('calls a tool, streamed: %s', async (stream) => {
    const outcome = await client.call({ ...withTools, stream }, [target()]);
    if (!outcome.ok) throw new Error(outcome.error.message);
    const [call] = outcome.response.candidates[0]?.content ?? [];
    expect(call).toMatchObject({ type: 'tool_call', name: 'find' });
    expect(call?.type === 'tool_call' && JSON.parse(call.arguments)).toEqual({ order: 'demo order' });
  });
});

test('takes its time over the words of a stream, so that one can be cancelled', async () => {
  const slow = await startDemoProvider(0, 5);
  const target = findTarget(providerRegistry(slow.providers), 'demo-openai-chat/demo');
  if (typeof target === 'string') throw new Error(target);
  const { attempts } = await client.call({ ...plain, stream: true }, [target]);
  // Sixteen words.
  expect(attempts[0]?.endedMs).toBeGreaterThan(60);
  await slow.close();
});
