import { describe, expect, test } from 'vitest';
import { readRequestText } from './read-request.ts';

describe('a curl command', () => {
  test('is read as shells do, by what its address speaks, and its key is not kept', () => {
    const read = readRequestText(
      `curl https://api.anthropic.com/v1/messages \\
  -H 'x-api-key: sk-planted' --header "anthropic-version: 2023-06-01" -sS --max-time 30 \\
  --data '{"model":"claude-sonnet-4-5","max_tokens":9,"messages":[{"role":"user","content":"it'\\''s"}]}'`,
      null,
    );
    if (!read.ok) throw new Error(read.message);
    expect(read.dialect).toBe('anthropic');
    expect(read.request.messages[0]?.content).toMatchObject([{ type: 'text', text: "it's" }]);
    expect(read.request.parameters?.maxOutputTokens).toBe(9);
    expect(read.notes).toEqual([
      'Headers were left aside: x-api-key, anthropic-version. Keys come from the environment.',
    ]);
    expect(JSON.stringify(read)).not.toContain('sk-planted');
  });

  test("understands $'…', -d joined to its text, and double quotes", () => {
    const ansi = readRequestText(
      `curl -XPOST $'http://127.0.0.1:1/v1/chat/completions' -d$'{"model":"m","messages":[{"role":"user","content":"a\\u0041"}]}'`,
      null,
    );
    expect(ansi).toMatchObject({ ok: true, request: { messages: [{ content: [{ text: 'aA' }] }] } });
    const double = readRequestText(
      'curl "http://127.0.0.1:1/v1/chat/completions" --data-raw="{\\"model\\":\\"m\\",\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"hi\\"}]}"',
      null,
    );
    expect(double).toMatchObject({ ok: true, dialect: 'openai-chat' });
  });

  test.each([
    ['curl -d {}', 'The curl command names no address.'],
    ['curl $HOST/v1/messages -d {}', '$HOST/v1/messages is no address'],
    ['curl http://a/v1/messages', 'The curl command has no body'],
    ['curl http://a/v1/messages -d @body.json', 'The body is in the file body.json'],
    ["curl http://a/v1/messages -d '{", "A quote ' is not closed."],
  ])('%s says what is missing', (text, message) => {
    expect(readRequestText(text, null)).toMatchObject({
      ok: false,
      message: expect.stringContaining(message),
    });
  });
});

describe('JSON', () => {
  test('that is none says where', () => {
    expect(readRequestText('{\n  "messages": [,]\n}', null)).toMatchObject({
      ok: false,
      line: 2,
      column: 16,
    });
  });

  test('in canonical form says which member is wrong, and where it stands', () => {
    expect(
      readRequestText(
        '{\n  "messages": [],\n  "parameters": {\n    "temperature": "hot"\n  }\n}',
        'canonical',
      ),
    ).toMatchObject({
      ok: false,
      message: expect.stringContaining('parameters.temperature: '),
      line: 4,
      column: 5,
    });
    expect(readRequestText('{\n "messages": [],\n "temprature": 1\n}', 'canonical')).toMatchObject({
      ok: false,
      line: 3,
      column: 2,
    });
  });

  test('is read in the dialect that it looks like', () => {
    expect(readRequestText('{"system":"s","messages":[],"max_tokens":1}', null)).toMatchObject({
      ok: true,
      dialect: 'anthropic',
    });
  });

  test('that is no request is not taken for an empty one', () => {
    for (const text of ['{}', '{"model":"gpt-4.1"}', '{"error":{"message":"no"}}'])
      expect(readRequestText(text, null)).toMatchObject({
        ok: false,
        message: expect.stringContaining('neither messages'),
      });
    expect(readRequestText('[]', null)).toMatchObject({ message: 'A request is a JSON object.' });
  });

  test.each([
    ['{\n"messages": "hi"}', 'messages'],
    ['{\n"contents": {"parts": []}}', 'contents'],
    ['{\n"input": 5}', 'input'],
  ])('%j has no list where its messages should be', (text, list) => {
    expect(readRequestText(text, null)).toEqual({
      ok: false,
      message: `${list}: a list is expected.`,
      line: 2,
      column: 1,
    });
  });

  test.each([
    [
      '{"input":"Hello"}',
      'openai-chat',
      'There are no messages in it, as openai-chat has them: it looks like openai-responses.',
    ],
    [
      '{"contents":[]}',
      'canonical',
      'There are no messages in it, as canonical has them: it looks like gemini.',
    ],
    ['{"messages":{}}', 'canonical', 'messages: expected a list, here is a map.'],
    ['{"parameters":{}}', 'canonical', 'messages: expected a list, here is nothing.'],
  ] as const)('%s, said to be %s, is told apart', (text, from, message) => {
    expect(readRequestText(text, from)).toMatchObject({ ok: false, message });
  });

  test('that nests without an end says so', () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    expect(readRequestText(`{"messages":[],"x":${deep}}`, null)).toMatchObject({
      ok: false,
      message: 'This nests too deep to be read.',
    });
  });

  test('whose numbers no float keeps says so', () => {
    const call = '{"type":"tool_use","id":"t","name":"f","input":{"id":9007199254740993}}';
    const text = `{"system":"s","max_tokens":1,"messages":[{"role":"assistant","content":[${call}]}]}`;
    expect(readRequestText(text, null)).toMatchObject({
      ok: true,
      losses: [
        { class: 'quantised', before: '9007199254740993', after: '9007199254740992', severity: 'high' },
      ],
    });
  });

  test('what must arrive is named by a pointer', () => {
    const text = '{\n  "messages": [],\n  "required": ["seed"]\n}';
    expect(readRequestText(text, null)).toMatchObject({
      ok: false,
      line: 3,
      message: expect.stringContaining('begins with /'),
    });
  });
});
