import { onTestFinished } from 'vitest';
import { chatRequestSchema } from '../../shared/llm/protocol/request.ts';
import { LlmClient } from '../../src-main/llm/client.ts';
import type { CallPolicy } from '../../src-main/llm/contract.ts';
import type { ServiceUrls } from '../../src-main/llm/reach.ts';
import { type Answer, type Upstream, upstream } from './llm-upstream.ts';

/** Must be told to nobody but the server it is for. */
export const KEY = 'sk-planted-7391';
export const ask = chatRequestSchema.parse({ messages: [{ role: 'user', content: 'Good morning?' }] });
/** Asks a second time at once; on a machine that does other things as well, an answer may take its time. */
export const quick: Partial<CallPolicy> = {
  retry: { attempts: 2, initialMs: 1, maxMs: 1000 },
  timeouts: { headersMs: 20_000, idleMs: 20_000, totalMs: 60_000 },
};

/** A status, what it is, and how often `quick` asks then. */
export const REFUSALS = [
  [400, 'invalid_request', 1],
  [401, 'authentication', 1],
  [404, 'not_found', 1],
  [429, 'rate_limit', 2],
  [500, 'server', 2],
  [503, 'overloaded', 2],
  [529, 'overloaded', 2],
] as const;

/** Closes it when the test is over. */
export function keep<T extends { close(): Promise<void> }>(what: T): T {
  onTestFinished(() => what.close());
  return what;
}

export async function serve(...answers: readonly Answer[]): Promise<Upstream> {
  return keep(await upstream(...answers));
}

export function client(
  environment: Readonly<Record<string, string>> = { TEST_KEY: KEY },
  services?: ServiceUrls,
): LlmClient {
  return keep(new LlmClient({ environment, ...(services ? { services } : {}) }));
}
