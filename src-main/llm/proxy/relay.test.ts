import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { CHUNKS, targetAt } from '../../../test/support/llm-upstream.ts';
import { streamOf } from '../as-stream.ts';
import { keyRing } from '../key.ts';
import { Passage } from '../passage.ts';
import { StreamRelay } from './relay.ts';

const keys = keyRing(targetAt('http://127.0.0.1:1').provider, { environment: null, keychain: null });
if ('code' in keys) throw new Error(keys.message);

const controller: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};
const TEXT = [...CHUNKS, '[DONE]'].map((chunk) => `data: ${chunk}\n\n`).join('');

function begin(contentType = 'text/event-stream', dialect: Dialect = 'openai-chat') {
  const clock = { ms: 0, now: () => clock.ms, wall: () => 0, after: () => () => undefined };
  const passage = new Passage(keys as Exclude<typeof keys, { code: unknown }>, clock, 10_000);
  const given = { head: 0, text: '', rest: '' };
  let mayEnd = false;
  const response = {
    writeHead: () => given.head++,
    write: (piece: Buffer) => {
      given.text += piece.toString();
      return true;
    },
    end: (piece: Buffer) => {
      given.rest = piece.toString();
    },
  } as unknown as ServerResponse;
  const relay = new StreamRelay({
    passage,
    dialect,
    response,
    now: clock.now,
    headers: () => ({}),
    mayEnd: () => mayEnd,
    alive: () => undefined,
  });
  passage.onRequestStart(controller, {});
  passage.onResponseStart(controller, 200, { 'content-type': contentType });
  const push = (text: string): void => passage.onResponseData(controller, Buffer.from(text));
  const end = (): void => {
    passage.onResponseEnd(controller, {});
    mayEnd = true;
  };
  return { relay, passage, given, push, end, clock };
}

test('a stream is given on by whole events, cut anywhere, and known as complete', () => {
  for (let at = 0; at < TEXT.length; at++) {
    const { relay, given, push, end } = begin();
    push(TEXT.slice(0, at));
    // Nothing before the content begins, and no event that may be half of one.
    expect(given.text === '' || given.text === TEXT.slice(0, TEXT.slice(0, at).lastIndexOf('\n\n') + 2)).toBe(
      true,
    );
    push(TEXT.slice(at));
    // What ends in the piece in which it begins is read by a call.
    end();
    expect(given.rest).toBe('');
    relay.end();
    expect([given.text + given.rest, relay.stream?.toString()]).toEqual(
      given.head === 0 ? ['', undefined] : [TEXT, TEXT],
    );
    expect(relay.sent).toBe(given.text.length);
  }
});

const [first = '', ...rest] = CHUNKS.map((chunk) => `data: ${chunk}\n\n`);
const begins = first + (rest[0] ?? '');

test.each([
  ['words of an error', 'data: {"error":{"message":"busy"}}\n\n', 0],
  ['a stream that lasts', rest[1] ?? '', 5000],
])('%s: the rest is left to a call, which knows what the client has', (_, next, ms) => {
  const { relay, passage, given, push, clock } = begin();
  push(begins);
  clock.ms = ms;
  push(next);
  push('data: [DONE]\n\n');
  expect([given.text, relay.sent, relay.stream]).toEqual([begins, begins.length, undefined]);
  const heard: string[] = [];
  passage.take({ onResponseData: (_to, piece) => void heard.push(piece.toString()) });
  expect(heard.join('')).toBe(`${begins}${next}data: [DONE]\n\n`);
});

test.each([
  ['JSON', 'application/json', begins],
  ['an error at once', 'text/event-stream', 'data: {"error":{"message":"busy"}}\n\n'],
])('%s is nothing to give on', (_, type, text) => {
  const { relay, given, push } = begin(type);
  push(text);
  expect([given.head, relay.sent, relay.stream]).toEqual([0, 0, undefined]);
});

test.each<[Dialect, string]>([
  ['openai-chat', TEXT],
  ['anthropic', messageEvents()],
])('the last event of %s arrives whole, wherever it is cut', (dialect, text) => {
  for (let at = text.lastIndexOf('\n\n', text.length - 3) + 2; at < text.length; at++) {
    const { relay, given, push, end } = begin('text/event-stream', dialect);
    const middle = text.indexOf('\n\n', text.indexOf('Good')) + 2;
    push(text.slice(0, middle));
    push(text.slice(middle, at));
    push(text.slice(at));
    end();
    relay.end();
    expect(given.text + given.rest).toBe(text);
    expect(relay.stream?.toString()).toBe(text);
  }
});

function messageEvents(): string {
  const writer = adapterOf('anthropic').streamWriter({ id: 'a', model: 'm', created: 1 });
  const answer = { candidates: [{ content: [{ type: 'text' as const, text: 'Good morning.' }] }] };
  const events = [...streamOf(answer)].flatMap((part) => writer.push(part));
  return events.map(({ event, data }) => `event: ${event}\ndata: ${data}\n\n`).join('');
}
