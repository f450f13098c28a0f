import type { Dialect } from '../protocol/part.ts';
import { anthropic } from './anthropic/adapter.ts';
import type { DialectAdapter } from './dialect.ts';
import { openAiChat } from './openai-chat/adapter.ts';

const ADAPTERS: Readonly<Partial<Record<Dialect, DialectAdapter>>> = {
  anthropic,
  'openai-chat': openAiChat,
};

/** The adapter of a dialect. */
export function adapterOf(dialect: Dialect): DialectAdapter {
  const adapter = ADAPTERS[dialect];
  if (adapter === undefined) throw new Error(`no adapter speaks ${dialect}`);
  return adapter;
}
