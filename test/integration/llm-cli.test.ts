import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { CliSandbox } from '../support/cli.ts';
import { expectGolden } from '../support/golden.ts';
import { RESPONSES } from '../unit/llm/responses.ts';

const sandbox = new CliSandbox();
afterAll(() => sandbox.remove());

const examples = fileURLToPath(new URL('../../examples/llm/', import.meta.url));
const llm = (args: readonly string[], input = '') => sandbox.run(['llm', ...args], input);
const file = (name: string, value: unknown): string => {
  const path = join(sandbox.folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};

describe('models', () => {
  test('every provider with its dialect, and of one model every cell with its source', async () => {
    const list = await llm(['models']);
    expect(list.code).toBe(0);
    expect(list.stdout).toMatch(/^openai-responses\/gpt-5 +openai-responses$/m);
    const one = await llm(['models', 'openai-responses/gpt-5', '--json']);
    const { capabilities } = JSON.parse(one.stdout);
    expect(capabilities['store']).toMatchObject({
      default: true,
      source: { date: expect.stringMatching(/^\d{4}-/) },
      scope: { provider: 'openai-responses', endpoint: '/responses' },
    });
  });

  test('a provider of the workspace that is none: where, and why', async () => {
    const entry = '  - id: mine\n    extends: ollama\n    headers: {authorization: sk-planted}\n';
    file('parallax.yml', `name: x\nproviders:\n${entry}`);
    const { code, stderr } = await llm(['models', '--workspace', sandbox.folder]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'parallax.yml:5: Provider mine: headers.authorization: a key may not stand in a file',
    );
    expect(stderr).not.toContain('planted');
  });

  test('a model that nobody offers', async () => {
    const { code, stderr } = await llm(['models', 'nobody/x']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('There is no provider "nobody"');
  });
});

describe('transform', () => {
  test('url, headers without keys, wire, losses and score', async () => {
    const { code, stdout } = await llm([
      ...['transform', '--from', 'openai-chat', '--to', 'openai-responses/gpt-4.1'],
      ...['--request', join(examples, 'tools.json'), '--json'],
    ]);
    expect(code).toBe(0);
    const said = JSON.parse(stdout);
    expect(Object.keys(said)).toEqual(['url', 'headers', 'wire', 'losses', 'score']);
    expect(said.url).toBe('https://api.openai.com/v1/responses');
    expect(said.headers.authorization).toBe('Bearer [redacted]');
    expect(said.wire.input.map(({ type, role }: { type?: string; role?: string }) => type ?? role)).toEqual([
      ...['system', 'user', 'function_call', 'function_call', 'function_call_output', 'function_call_output'],
    ]);
    expect(said.losses[0]).toMatchObject({ class: expect.any(String), path: expect.stringMatching(/^\//) });
  });

  test('strict refuses what would be another question with exit code 4, and says what', async () => {
    const strict = [
      'transform',
      '--to',
      'openai-responses/gpt-5',
      '--request',
      join(examples, 'caching.json'),
    ];
    const refused = await llm([...strict, '--policy', 'strict']);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('Refused under strict: /parameters/stop (dropped)');
    expect((await llm([...strict, '--policy', 'warn'])).code).toBe(0);
  });
});

describe('a request that is none', () => {
  const transform = ['transform', '--to', 'anthropic/claude-sonnet-4-5', '--request', '-'];

  test.each([
    ['{"messages": [,]}', 'standard input:1:15: This is not JSON'],
    ['{"model":"m"}', 'standard input: This looks like no request'],
    ['{"messages":[],"parameters":{"sed":1}}', 'standard input:1:30: parameters: Unrecognized key: "sed"'],
  ])('%s says where and why', async (text, message) => {
    const { code, stderr } = await sandbox.runAlone(['llm', ...transform], text);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('digits that are not kept are a loss of every wire, and strict refuses them', async () => {
    const big = file(
      'big.json',
      '{"messages":[],"tools":[{"name":"f","parameters":{"maximum":9007199254740993}}]}',
    );
    const to = ['--to', 'openai/gpt-4.1', '--request', big, '--json'];
    const { code, stdout } = await llm(['transform', ...to, '--policy', 'strict']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      losses: [{ class: 'quantised', before: '9007199254740993' }],
      score: 80,
    });
    const [row] = JSON.parse((await llm(['losses', ...to])).stdout);
    expect(row).toMatchObject({ losses: [{ class: 'quantised' }], score: 80 });
    const compared = await llm(['compare', ...to.slice(0, -1), '--policy', 'strict']);
    expect(compared.code).toBe(4);
    expect(compared.stderr).toContain('9007199254740993 has more digits');
  });
});

test('the matrix of examples in several dialects', async () => {
  const targets = ['openai/gpt-4.1', 'openai-responses/gpt-5', 'anthropic/claude-opus-4-6'];
  const parts: string[] = [];
  for (const name of ['caching.json', 'image.json', 'reasoning.json', 'structured.json', 'tools.json']) {
    const { code, stdout } = await llm([
      ...['losses', '--request', join(examples, name), ...targets.flatMap((to) => ['--to', to])],
      ...(name === 'reasoning.json' ? ['--after', 'anthropic/claude-opus-4-6'] : []),
    ]);
    expect(code).toBe(0);
    parts.push(`${name}\n${stdout}`);
  }
  expectGolden(join(import.meta.dirname, 'golden/llm-losses.txt'), parts.join('\n'));
});

test('the models of the demo are known without it', async () => {
  const request = join(examples, 'tools.json');
  const sent = await llm(['transform', '--to', 'demo-anthropic/demo', '--request', request, '--json']);
  expect([sent.code, JSON.parse(sent.stdout).wire.model]).toEqual([0, 'demo']);
  const matrix = await llm(['losses', '--request', request, '--to', 'demo-gemini/demo']);
  expect(matrix.stdout).toMatch(/^ *[\d.]+ {2}demo-gemini\/demo\n/);
  expect((await llm(['models', 'demo-mistral/demo'])).code).toBe(0);
  expect((await llm(['models'])).stdout).not.toContain('demo');
});

describe('parse', () => {
  const answer = (content: string) => ({
    id: 'c1',
    object: 'chat.completion',
    created: 5,
    model: 'gpt-4.1',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
  });
  const check = ['parse', '--from', 'openai-chat', '--request', join(examples, 'structured.json')];

  test('an answer that holds what the request asks for', async () => {
    const good = file('good.json', answer('{"city":"Wien","items":[{"sku":"MUG-01","quantity":2}]}'));
    const { code, stdout } = await llm([...check, good]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ losses: [], violations: [] });
  });

  test('what a provider did not enforce is found, with exit code 1', async () => {
    const bad = file('bad.json', answer('{"city":"W","items":[{"sku":"mug","quantity":0}]}'));
    const { code, stdout } = await llm([...check, bad]);
    expect(code).toBe(1);
    const { violations } = JSON.parse(stdout) as { violations: { at: string; keyword: string }[] };
    expect(violations.map(({ at, keyword }) => `${at} ${keyword}`)).toEqual([
      '/city minLength',
      '/items/0/sku pattern',
      '/items/0/quantity minimum',
    ]);
  });

  test('a stream as a whole answer; one that was cut is an error with what had come', async () => {
    const text = (count: number) =>
      RESPONSES.slice(0, count)
        .map(({ event, data }) => `event: ${event}\ndata: ${data}\n\n`)
        .join('');
    const stream = ['parse', '--from', 'openai-responses', '--stream'];
    const whole = await llm([...stream, file('whole.sse', text(RESPONSES.length))]);
    expect(whole.code).toBe(0);
    const { response } = JSON.parse(whole.stdout);
    expect(response.candidates[0]).toMatchObject({
      finish: 'tool_calls',
      content: [
        { type: 'reasoning', text: 'One.\n\nTwo.', encrypted: 'ZW5j', id: 'rs_0' },
        { type: 'text', text: 'Grüß Gott 👋' },
        { type: 'tool_call', id: 'a', name: 'find', arguments: '{"x":"é"}' },
        { type: 'tool_call', id: 'b', name: 'look', arguments: '{"y":2}' },
      ],
    });
    const cut = await llm([...stream, file('cut.sse', text(12))]);
    expect(cut.code).toBe(1);
    expect(JSON.parse(cut.stdout).error.code).toBe('stream_interrupted');
    expect(cut.stdout).toContain('Grüß Gott');
  });

  test('numbers that a float does not keep are told', async () => {
    const call = `{"type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"t","name":"f","input":{"id":9007199254740993}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}`;
    const { stdout } = await sandbox.runAlone(['llm', 'parse', '--from', 'anthropic', '-'], call);
    expect(JSON.parse(stdout).losses).toContainEqual(
      expect.objectContaining({ class: 'quantised', before: '9007199254740993', after: '9007199254740992' }),
    );
  });

  test.each([
    [
      'openai-chat',
      '{"error":{"message":"No such key.","code":"invalid_api_key"}}',
      'authentication',
      'No such key.',
    ],
    [
      'anthropic',
      '{"type":"error","error":{"type":"overloaded_error","message":"Busy."}}',
      'overloaded',
      'Busy.',
    ],
    ['gemini', '{}', 'invalid_response', 'holds no answer in gemini'],
    ['openai-responses', '{"id":"resp_1"}', 'invalid_response', 'holds no answer'],
  ])('an error or no answer in %s is no success', async (from, text, error, message) => {
    const { code, stdout } = await llm(['parse', '--from', from, file('error.json', text)]);
    expect(code).toBe(1);
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({ response: { candidates: [] }, error: { code: error } });
    expect(said.error.message).toContain(message);
    expect(said.error.status).toBeUndefined();
  });

  test('a stream is taken for no answer, and an answer for no stream', async () => {
    const [json, events] = [file('a.json', answer('x')), file('a.sse', 'data: {}\n\n')];
    const stream = await llm(['parse', '--from', 'openai-chat', '--stream', json]);
    expect(stream).toMatchObject({ code: 2, stderr: expect.stringContaining('leave --stream out') });
    const whole = await llm(['parse', '--from', 'openai-chat', events]);
    expect(whole).toMatchObject({ code: 2, stderr: expect.stringContaining('--stream reads') });
  });

  test('a canonical answer is checked, and is what it was', async () => {
    const response = { candidates: [{ content: [{ type: 'text', text: 'hi' }], finish: 'stop' }] };
    const { code, stdout } = await llm(['parse', '--from', 'canonical', '--json', file('c.json', response)]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ response, losses: [] });
    const bad = await llm(['parse', '--from', 'canonical', file('d.json', { candidates: [{}] })]);
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('candidates.0.content') });
  });
});
