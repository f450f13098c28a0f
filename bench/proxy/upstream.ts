/** A provider for benches: answers chat completions at once, whole or as a stream. Its own process, so that its work is not the client's. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const WORDS = 32;
const head = { id: 'chatcmpl-bench', created: 1, model: 'bench' };
const text = Array.from({ length: WORDS }, (_, i) => `word${i} `);

const whole = JSON.stringify({
  ...head,
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: text.join(''), refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 40, completion_tokens: WORDS, total_tokens: 40 + WORDS },
});

const event = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;
const events = [
  event({ role: 'assistant', content: '' }),
  ...text.map((content) => event({ content })),
  event({}, 'stop'),
  'data: [DONE]\n\n',
];

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (piece: string) => {
    body += piece;
  });
  request.on('end', () => {
    if (!body.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(whole);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const [first = '', second = '', ...rest] = events;
    response.write(first + second);
    setImmediate(() => response.end(rest.join('')));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
