import { expect, test } from 'vitest';
import { client, KEY, serve } from '../../test/support/llm-client.ts';
import { type Answer, COMPLETION, json, targetAt, upstream } from '../../test/support/llm-upstream.ts';
import { testTarget } from './test-target.ts';

test('one that answers, whatever it says', async () => {
  const server = await serve(json(200, COMPLETION));
  const result = await testTarget(client(), server.target());
  expect(result).toMatchObject({ target: 'test/m', ok: true, code: null, status: 200 });
  expect(result.message).toMatch(/^test\/m answered in \d+ ms\.$/);
  expect(server.asked).toHaveLength(1);
});

const page: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<html>');
};
test.each([
  [
    401,
    json(401, { error: { message: `bad ${KEY}` } }),
    'authentication',
    /does not accept the key.*bad \[redacted\]/,
  ],
  [403, json(403, { error: { message: 'no' } }), 'permission', /may not use m/],
  [
    404,
    json(404, { error: { message: 'gone\nfor good.' } }),
    'not_found',
    /no model m there.*gone for good\)/,
  ],
  [429, json(429, { error: { message: 'slow' } }), 'rate_limit', /takes no more calls now/],
  [503, json(503, {}), 'overloaded', /takes no more calls now/],
  [500, json(500, { error: { message: 'oh' } }), 'server', /answered 500: oh\.$/],
  [200, page, 'invalid_response', /does not speak openai-chat: .*HTML\.$/],
] as const)('%i: one sentence, asked once, without the key', async (status, answer, code, message) => {
  const server = await serve(answer);
  const result = await testTarget(client(), server.target());
  expect(result).toMatchObject({ ok: false, status, code, message: expect.stringMatching(message) });
  expect(result.message).not.toContain(KEY);
  expect(server.asked).toHaveLength(1);
});

test('nobody there, and no such name', async () => {
  const server = await upstream(json(200, COMPLETION));
  await server.close();
  expect((await testTarget(client(), server.target())).message).toMatch(
    /^Nothing answers at 127\.0\.0\.1:\d+/,
  );
  const nowhere = await testTarget(client(), targetAt('http://nowhere.invalid'));
  expect(nowhere).toMatchObject({
    code: 'connection',
    message: expect.stringMatching(/^The name of nowhere\.invalid is not known/),
  });
});

test('no key', async () => {
  const keyless = client({});
  const result = await testTarget(keyless, targetAt('https://nowhere.invalid'));
  expect(result).toMatchObject({ code: 'authentication', message: expect.stringContaining('TEST_KEY') });
});
