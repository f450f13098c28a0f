import type { Dialect } from '../protocol/part.ts';
import { anthropic } from './anthropic/adapter.ts';
import type { DialectAdapter } from './dialect.ts';
import { gemini } from './gemini/adapter.ts';
import { mistral } from './mistral/adapter.ts';
import { openAiChat } from './openai-chat/adapter.ts';
import { openAiResponses } from './openai-responses/adapter.ts';

const ADAPTERS: Readonly<Record<Dialect, DialectAdapter>> = {
  'openai-chat': openAiChat,
  'openai-responses': openAiResponses,
  anthropic,
  gemini,
  mistral,
};

export function adapterOf(dialect: Dialect): DialectAdapter {
  return ADAPTERS[dialect];
}
