import type { DialectAdapter } from '../dialect.ts';
import { readError, writeError } from './error.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';
import { readResponse, writeResponse } from './response.ts';
import { AnthropicStreamReader } from './stream-read.ts';
import { AnthropicStreamWriter } from './stream-write.ts';

/** Anthropic's messages. */
export const anthropic: DialectAdapter = {
  dialect: 'anthropic',
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  streamReader: () => new AnthropicStreamReader(),
  streamWriter: (context) => new AnthropicStreamWriter(context),
  readError,
  writeError,
};
