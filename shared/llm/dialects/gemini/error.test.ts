import { expect, test } from 'vitest';
import { readError, writeError } from './error.ts';

const limited = {
  error: {
    code: 429,
    message: 'Quota exceeded.',
    status: 'RESOURCE_EXHAUSTED',
    details: [
      { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.0748s' },
    ],
  },
};

test('how long to wait stands in the body', () => {
  expect(readError(429, JSON.stringify(limited))).toEqual({
    code: 'rate_limit',
    message: 'Quota exceeded.',
    status: 429,
    raw: 'RESOURCE_EXHAUSTED',
    retryAfterMs: 34_075,
    body: limited,
  });
});

test.each([['34'], ['-1s'], ['PT34S'], [34]])('a delay of %j is none', (retryDelay) => {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }];
  expect(readError(503, JSON.stringify({ error: { status: 'UNAVAILABLE', details } }))).toMatchObject({
    code: 'overloaded',
  });
  expect(readError(503, JSON.stringify({ error: { details } })).retryAfterMs).toBeUndefined();
});

test('a wrong key is a bad argument here, and is told as what it is', () => {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
  const body = { error: { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT', details } };
  expect(readError(400, JSON.stringify(body)).code).toBe('authentication');
  expect(readError(400, JSON.stringify({ error: { status: 'INVALID_ARGUMENT' } })).code).toBe(
    'invalid_request',
  );
});

test('bodies that are no errors of this kind', () => {
  expect(readError(502, '<html>Bad gateway</html>')).toEqual({
    code: 'server',
    message: 'The provider answered with status 502 and no message.',
    status: 502,
  });
  expect(readError(404, '[1]').code).toBe('not_found');
});

test('an error written here is read as the same', () => {
  const error = { code: 'rate_limit', message: 'Wait.', status: 429, retryAfterMs: 1500 } as const;
  const { status, body } = writeError(error);
  expect(readError(status, JSON.stringify(body))).toMatchObject(error);
});
