import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atPointer } from '../json.ts';
import type { Part } from '../protocol/part.ts';
import type { ChatRequest, Message } from '../protocol/request.ts';
import { itemPath, memberPath, messagePath, placed, placeIn } from './paths.ts';

const text = (word: string): Part => ({ type: 'text', text: word });
const result = (content: Extract<Part, { type: 'text' }>[]): Part => ({
  type: 'tool_result',
  callId: 'c',
  content,
});

const texts = fc.string().map((word) => ({ type: 'text' as const, text: word }));
const parts: fc.Arbitrary<Part> = fc.oneof(
  fc.string().map(text),
  fc.array(texts, { maxLength: 4 }).map(result),
);
const messages: fc.Arbitrary<Message> = fc
  .array(parts, { maxLength: 12 })
  .map((content) => ({ role: 'user', content }));
const requests: fc.Arbitrary<ChatRequest> = fc
  .array(messages, { maxLength: 12 })
  .map((all) => ({ messages: all }));
const index = fc.oneof(fc.nat(14), fc.nat(9000));

test('paths are the pointers that they stand for, remembered or not', () => {
  fc.assert(
    fc.property(index, index, index, (i, k, n) => {
      expect(messagePath(i)).toBe(`/messages/${i}`);
      const part = itemPath(messagePath(i), 'content', k);
      expect(part).toBe(`/messages/${i}/content/${k}`);
      expect(itemPath(part, 'content', n)).toBe(`/messages/${i}/content/${k}/content/${n}`);
      expect(memberPath(part, 'role')).toBe(`/messages/${i}/content/${k}/role`);
    }),
  );
  for (let i = 0; i < 5000; i++) {
    expect(messagePath(i)).toBe(`/messages/${i}`);
    expect(itemPath(messagePath(i), 'content', 0)).toBe(`/messages/${i}/content/0`);
    expect(memberPath(messagePath(i), 'content')).toBe(`/messages/${i}/content`);
  }
});

test('what stands at a place of messages is what its pointer leads to', () => {
  const paths = fc
    .tuple(fc.nat(13), fc.option(fc.nat(13)), fc.option(fc.nat(5)))
    .map(([i, k, n]) =>
      [
        `/messages/${i}`,
        k === null ? '' : `/content/${k}`,
        k === null || n === null ? '' : `/content/${n}`,
      ].join(''),
    );
  fc.assert(
    fc.property(requests, paths, (request, path) => {
      expect(placed(request, path)).toBe(atPointer(request, path));
    }),
    { numRuns: 1000 },
  );
  const tools: ChatRequest = { messages: [], tools: [{ name: 'f' }] };
  expect(placed(tools, '/tools/0')).toBe(tools.tools?.[0]);
});

test('places are in the order of messages, their parts, and what is in those', () => {
  const order = ['', '/content/1', '/content/1/content/2', '/content/2'].map((rest) => `/messages/0${rest}`);
  order.push('/messages/1');
  const numbers = order.map(placeIn);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(new Set(numbers).size).toBe(order.length);
});
