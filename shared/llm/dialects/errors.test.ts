import { describe, expect, test } from 'vitest';
import type { LlmErrorCode } from '../protocol/error.ts';
import { DIALECTS } from '../protocol/part.ts';
import { adapterOf } from './adapters.ts';

describe.each(DIALECTS)('an error that no provider answered, in %s', (dialect) => {
  const { readError, writeError } = adapterOf(dialect);

  test.each<[LlmErrorCode, number]>([
    ['authentication', 401],
    ['not_found', 404],
    ['refused_by_policy', 422],
    ['rate_limit', 429],
    ['connection', 502],
    ['stream_interrupted', 502],
    ['timeout', 504],
  ])('%s has status %i: SDKs ask again only where it may help', (code, status) => {
    const written = writeError({ code, message: 'No.' });
    expect(written.status).toBe(status);
    expect(readError(written.status, JSON.stringify(written.body))).toMatchObject({ status, message: 'No.' });
  });

  test('one that a provider answered keeps its status', () => {
    expect(writeError({ code: 'authentication', message: 'No.', status: 403 }).status).toBe(403);
  });
});
