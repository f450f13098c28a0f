import type { DialectAdapter } from '../dialect.ts';
import { readError, writeError } from '../openai-chat/error.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';
import { readResponse } from './response-read.ts';
import { writeResponse } from './response-write.ts';
import { OpenAiResponsesStreamReader } from './stream-read.ts';
import { OpenAiResponsesStreamWriter } from './stream-write.ts';

/** OpenAI's Responses. Errors are those of the chat completions. */
export const openAiResponses: DialectAdapter = {
  dialect: 'openai-responses',
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  streamReader: () => new OpenAiResponsesStreamReader(),
  streamWriter: (context) => new OpenAiResponsesStreamWriter(context),
  readError,
  writeError,
};
