import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatRequestSchema, messageSchema } from '../../../shared/llm/protocol/request.ts';
import { about, MOST_BYTES, partOf, tooMuch } from './attachments.ts';

test.each([
  ['a.png', 'image/png', 'image', ['image/png', '3 B']],
  ['a.wav', 'audio/wav', 'audio', ['audio/wav', '3 B']],
  ['a.pdf', 'application/pdf', 'file', ['a.pdf', 'application/pdf', '3 B']],
  ['a.txt', 'text/plain;charset=utf-8', 'file', ['a.txt', 'text/plain', '3 B']],
  ['a.bin', '', 'file', ['a.bin', 'application/octet-stream', '3 B']],
])('%s is attached as what it is', (name, type, kind, words) => {
  const part = partOf({ name, type, bytes: new TextEncoder().encode('abc') });
  expect(part.type).toBe(kind);
  expect(about(part)).toEqual(words);
  expect(messageSchema.parse({ role: 'user', content: [part] }).content).toEqual([part]);
});

test('every byte arrives, and the size that is shown is theirs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 999 }), (bytes) => {
      const part = partOf({ name: 'x', type: 'image/png', bytes });
      const data = part.type === 'image' && part.source.kind === 'data' ? part.source.data : '';
      expect(Uint8Array.from(atob(data), (character) => character.charCodeAt(0))).toEqual(
        Uint8Array.from(bytes),
      );
      expect(about(part)).toContain(`${bytes.length} B`);
    }),
  );
  const long = partOf({ name: 'x', type: 'image/png', bytes: new Uint8Array(200_000) });
  expect(about(long)).toContain('200.0 kB');
});

test('what lies elsewhere is named, other parts are not described', () => {
  expect(about({ type: 'image', source: { kind: 'url', url: 'https://example.com/a.jpg' } })).toEqual([
    'https://example.com/a.jpg',
  ]);
  expect(about({ type: 'file', source: { kind: 'upload', id: 'f1' }, name: 'n.pdf' })).toEqual([
    'n.pdf',
    'uploaded as f1',
  ]);
  expect(about({ type: 'tool_call', id: 'c', name: 'find', arguments: '{}' })).toBeUndefined();
});

test('more than a request takes is refused, with what is attached already', () => {
  const part = partOf({ name: 'x', type: 'image/png', bytes: new Uint8Array(600_000) });
  const request = chatRequestSchema.parse({ messages: [{ role: 'user', content: [part] }] });
  expect(tooMuch(request, [{ size: MOST_BYTES - 600_000 }])).toBeNull();
  expect(tooMuch(request, [{ size: MOST_BYTES - 599_999 }])).toContain('8.0 MB');
});
