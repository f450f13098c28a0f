import type { DialectAdapter } from '../dialect.ts';
import { readError, writeError } from './error.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';
import { readResponse, writeResponse } from './response.ts';
import { OpenAiChatStreamReader } from './stream-read.ts';
import { OpenAiChatStreamWriter } from './stream-write.ts';

/** OpenAI's chat completions, and what is compatible with them. */
export const openAiChat: DialectAdapter = {
  dialect: 'openai-chat',
  readRequest,
  writeRequest,
  readResponse,
  writeResponse,
  streamReader: () => new OpenAiChatStreamReader(),
  streamWriter: (context) => new OpenAiChatStreamWriter(context),
  readError,
  writeError,
};
