import type { DialectAdapter } from '../dialect.ts';
import { readError, writeError } from './error.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';
import { readResponse, writeResponse } from './response.ts';
import { GeminiStreamReader } from './stream-read.ts';
import { GeminiStreamWriter } from './stream-write.ts';

/** Gemini's `generateContent`, and `streamGenerateContent` as server-sent events. */
export const gemini: DialectAdapter = {
  dialect: 'gemini',
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  streamReader: () => new GeminiStreamReader(),
  streamWriter: (context) => new GeminiStreamWriter(context),
  readError,
  writeError,
};
