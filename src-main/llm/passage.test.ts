import type { Dispatcher } from 'undici';
import { describe, expect, test } from 'vitest';
import { targetAt } from '../../test/support/llm-upstream.ts';
import { systemClock } from './clock.ts';
import { keyRing } from './key.ts';
import { Passage } from './passage.ts';

const keys = keyRing(targetAt('http://127.0.0.1:1').provider, { environment: null, keychain: null });
if ('code' in keys) throw new Error(keys.message);

const begun = (maxBytes = 100): Passage => new Passage(keys, systemClock, maxBytes);
const aborted: Error[] = [];
const controller: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort: (reason) => void aborted.push(reason),
  pause: () => undefined,
  resume: () => undefined,
};

function settled(passage: Passage): boolean {
  let told = false;
  passage.whenSettled(() => {
    told = true;
  });
  return told;
}

/** What a connection says, step by step. */
const STEPS: readonly ((to: Dispatcher.DispatchHandler) => void)[] = [
  (to) => to.onRequestStart?.(controller, {}),
  (to) => to.onResponseStart?.(controller, 200, { a: 'b' }),
  (to) => to.onResponseData?.(controller, Buffer.from('one ')),
  (to) => to.onResponseData?.(controller, Buffer.from('two')),
];
const END = (to: Dispatcher.DispatchHandler) => to.onResponseEnd?.(controller, {});
const BREAK = (to: Dispatcher.DispatchHandler) => to.onResponseError?.(controller, new Error('broken'));

/** Writes down what it is told. */
function listener(): Dispatcher.DispatchHandler & { readonly heard: unknown[] } {
  const heard: unknown[] = [];
  return {
    heard,
    onRequestStart: () => heard.push('start'),
    onResponseStart: (_, status, headers) => heard.push(status, headers),
    onResponseData: (_, piece) => heard.push(piece.toString()),
    onResponseEnd: () => heard.push('end'),
    onResponseError: (_, { message }) => heard.push(message),
  };
}

describe.each([
  ['an answer', [...STEPS, END], 'end'],
  ['an answer that breaks off', [...STEPS, BREAK], 'broken'],
] as const)('%s', (_, steps, last) => {
  test('is heard in full by whoever takes over, whenever that is', () => {
    for (let at = 0; at <= steps.length; at++) {
      const passage = begun();
      const next = listener();
      for (const step of steps.slice(0, at)) step(passage);
      passage.take(next);
      for (const step of steps.slice(at)) step(passage);
      expect(next.heard, `taken over after ${at}`).toEqual(['start', 200, { a: 'b' }, 'one ', 'two', last]);
      expect(passage.answer).toBeUndefined();
    }
  });
});

test('a success is an answer when it is whole, and not before', () => {
  const passage = begun();
  for (const step of STEPS) step(passage);
  expect(passage.answer).toBeUndefined();
  END(passage);
  expect(settled(passage)).toBe(true);
  expect(passage).toMatchObject({ status: 200, bytes: 7, answer: Buffer.from('one two') });
});

test.each([
  ['a refusal', (passage: Passage) => passage.onResponseStart(controller, 429, {})],
  ['more than is allowed', (passage: Passage) => passage.onResponseData(controller, Buffer.alloc(101))],
  ['a connection that breaks', BREAK],
  ['an impatient one', (passage: Passage) => passage.hurry()],
])('%s ends the waiting without an answer', (_, step) => {
  const passage = begun();
  expect(settled(passage)).toBe(false);
  step(passage);
  expect(settled(passage)).toBe(true);
  expect(passage.answer).toBeUndefined();
});

test('one that nobody wants any more is aborted, also before it is connected', () => {
  for (const first of [0, 1]) {
    aborted.length = 0;
    const passage = begun();
    for (const step of STEPS.slice(0, first)) step(passage);
    passage.leave();
    for (const step of STEPS.slice(first, 1)) step(passage);
    expect(aborted).toHaveLength(1);
  }
});
