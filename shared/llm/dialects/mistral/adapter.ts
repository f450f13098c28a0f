import type { DialectAdapter } from '../dialect.ts';
import { readError, writeError } from './error.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';
import { readResponse, writeResponse } from './response.ts';
import { MistralStreamReader } from './stream-read.ts';
import { MistralStreamWriter } from './stream-write.ts';

/** Mistral's chat completions. */
export const mistral: DialectAdapter = {
  dialect: 'mistral',
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  streamReader: () => new MistralStreamReader(),
  streamWriter: (context) => new MistralStreamWriter(context),
  readError,
  writeError,
};
