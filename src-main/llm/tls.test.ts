import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatRequestSchema } from '../../shared/llm/protocol/request.ts';
import { COMPLETION, targetAt } from '../../test/support/llm-upstream.ts';
import { LlmClient } from './client.ts';

const folder = join(import.meta.dirname, '../../test/fixtures/tls');
/** For the name `elsewhere.invalid`, signed by itself, good for a hundred years. */
const cert = readFileSync(join(folder, 'elsewhere.pem'), 'utf8');
const key = readFileSync(join(folder, 'elsewhere.key'), 'utf8');
const ask = chatRequestSchema.parse({ messages: [{ role: 'user', content: 'Good morning?' }] });

let asked = 0;
const server = createServer({ cert, key }, (_, response) => {
  asked++;
  response.end(JSON.stringify(COMPLETION));
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function call() {
  const client = new LlmClient({ environment: { TEST_KEY: 'sk-planted-7391' } });
  const policy = { retry: { attempts: 3, initialMs: 1, maxMs: 10 } };
  const outcome = await client.call(ask, [targetAt(url)], policy);
  await client.close();
  return outcome;
}

test('a certificate that signs itself: nothing is sent, and it is not tried again', async () => {
  const outcome = await call();
  expect(outcome).toMatchObject({
    ok: false,
    error: {
      code: 'connection',
      raw: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      message: expect.stringContaining('signed by nobody that is trusted'),
    },
  });
  expect(outcome.attempts).toHaveLength(1);
  expect(asked).toBe(0);
});

test('a certificate that is trusted, but of another name', async () => {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, cert]);
  try {
    const outcome = await call();
    expect(outcome).toMatchObject({
      ok: false,
      error: {
        code: 'connection',
        raw: 'ERR_TLS_CERT_ALTNAME_INVALID',
        message: expect.stringContaining('another name'),
      },
    });
    expect(outcome.attempts).toHaveLength(1);
    expect(asked).toBe(0);
  } finally {
    setDefaultCACertificates(before);
  }
});
