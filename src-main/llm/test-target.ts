import type { LlmTest } from '../../shared/api/llm.ts';
import type { LlmError } from '../../shared/llm/protocol/error.ts';
import { chatRequestSchema } from '../../shared/llm/protocol/request.ts';
import { type Target, targetName } from '../../shared/llm/providers/target.ts';
import type { LlmClient } from './client.ts';
import type { CallPolicy } from './contract.ts';
import { placeOf } from './reach.ts';

const QUESTION = chatRequestSchema.parse({
  messages: [{ role: 'user', content: 'Answer with the word: ready' }],
  parameters: { maxOutputTokens: 64 },
});
const POLICY: Partial<CallPolicy> = {
  retry: { attempts: 1, initialMs: 0, maxMs: 0 },
  timeouts: { headersMs: 30_000, idleMs: 30_000, totalMs: 60_000 },
  maxBytes: 1 << 20,
};

/** Asks a model for one word, once. Any answer will do: what is tested is the way there. */
export async function testTarget(
  client: Pick<LlmClient, 'call' | 'clock'>,
  target: Target,
  signal?: AbortSignal,
): Promise<LlmTest> {
  const started = client.clock.now();
  const outcome = await client.call(QUESTION, [target], POLICY, signal);
  const totalMs = Math.round(client.clock.now() - started);
  const name = targetName(target);
  const said = { target: name, ok: outcome.ok, totalMs };
  if (outcome.ok) {
    const status = outcome.attempts.at(-1)?.status ?? null;
    return { ...said, message: `${name} answered in ${totalMs} ms.`, code: null, status };
  }
  const { error } = outcome;
  return { ...said, message: diagnosis(target, error), code: error.code, status: error.status ?? null };
}

/** What is wrong, and what to do about it, in one sentence. */
function diagnosis({ provider, model }: Target, error: LlmError): string {
  const { code, message, status } = error;
  if (status === undefined) return message;
  const host = placeOf(provider.baseUrl);
  const said = `${host} answered ${status}: ${oneLine(message)}`;
  switch (code) {
    case 'authentication':
      return `${provider.name} does not accept the key: give another one, or none where it needs none (${said}).`;
    case 'permission':
      return `The key of ${provider.name} may not use ${model} (${said}).`;
    case 'not_found':
      return `There is no model ${model} there, or the address ${provider.baseUrl} is not the right one (${said}).`;
    case 'quota':
      return `The account at ${provider.name} has no credit left (${said}).`;
    case 'rate_limit':
    case 'overloaded':
      return `${provider.name} is there but takes no more calls now: try again later (${said}).`;
    case 'invalid_response':
      return `What answers at ${provider.baseUrl} does not speak ${provider.dialect}: ${oneLine(message)}.`;
    default:
      return `${said}.`;
  }
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
