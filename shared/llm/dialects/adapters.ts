import type { Dialect } from '../protocol/part.ts';
import { anthropic } from './anthropic/adapter.ts';
import type { DialectAdapter } from './dialect.ts';
import { gemini } from './gemini/adapter.ts';
import { mistral } from './mistral/adapter.ts';
import { openAiChat } from './openai-chat/adapter.ts';
import { openAiResponses } from './openai-responses/adapter.ts';

const ADAPTERS: Readonly<Partial<Record<Dialect, DialectAdapter>>> = {
  'openai-chat': openAiChat,
  'openai-responses': openAiResponses,
  anthropic,
  gemini,
  mistral,
};

/** The dialects that are spoken. */
export const SPOKEN = Object.keys(ADAPTERS) as Dialect[];

/** The adapter of a dialect; it must be one of those spoken. */
export function adapterOf(dialect: Dialect): DialectAdapter {
  const adapter = ADAPTERS[dialect];
  if (adapter === undefined) throw new Error(`no adapter speaks ${dialect}`);
  return adapter;
}
