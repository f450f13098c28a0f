import { expect, test } from 'vitest';
import { UnreadStream } from './unread-stream.ts';

const BEFORE = Buffer.from('data: {"content":"a"}\n\n');

/** What is known after the text came in pieces of so many bytes. */
function after(text: string, size: number, dialect: 'openai-chat' | 'anthropic' = 'openai-chat') {
  const stream = UnreadStream.after(BEFORE, dialect);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) stream?.push(bytes.subarray(at, at + size));
  expect(stream?.bytes().toString()).toBe(text);
  return { ended: stream?.ended, odd: stream?.odd };
}

test.each([1, 2, 7, 1000])('the end and an error are seen in pieces of %i bytes', (size) => {
  const text = JSON.stringify({ content: 'data: [DONE]\ndata: [DONE] {"error":1} öö' });
  expect(after(`data: ${text}\n\n`, size)).toEqual({ ended: false, odd: false });
  expect(after(`data: ${text}\n\ndata: [DONE]\n\n`, size)).toEqual({ ended: true, odd: false });
  expect(after('data: [DONE]\n\n', size)).toEqual({ ended: true, odd: false });
  expect(after('data: {"error": {}}\n\n', size)).toEqual({ ended: false, odd: true });
  expect(after('event: message_stop\ndata: {}\n\n', size, 'anthropic')).toEqual({ ended: true, odd: false });
});

test('of a dialect whose end cannot be told from its words everything is read', () => {
  expect(UnreadStream.after(BEFORE, 'openai-responses')).toBeUndefined();
});
