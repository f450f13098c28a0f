import { calcPrice } from '@pydantic/genai-prices';
import type { LlmCost } from '../../../shared/api/llm.ts';
import type { Usage } from '../../../shared/llm/protocol/response.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';

/** What the price list calls providers that are called otherwise here. */
const LISTED: Readonly<Record<string, string>> = { gemini: 'google' };
/** Only these bill by the list: a model of the same name on one's own machine costs nothing of it. */
const BILLED: ReadonlySet<string> = new Set(['openai', 'anthropic', 'google', 'mistral']);

/** What an answer cost by the price list that ships with Parallax; null: no price is known, or no tokens were counted. */
export function costOf({ provider, model }: Target, usage: Usage | undefined): LlmCost | null {
  const id = LISTED[provider.id] ?? provider.id;
  if (!BILLED.has(id) || usage?.input === undefined || usage.output === undefined) return null;
  const price = calcPrice(
    {
      input_tokens: usage.input,
      output_tokens: usage.output,
      cache_read_tokens: usage.cacheRead ?? 0,
      cache_write_tokens: usage.cacheWrite ?? 0,
    },
    model,
    { providerId: id },
  );
  return price === null
    ? null
    : {
        total: price.total_price,
        input: price.input_price,
        output: price.output_price,
        model: price.model.id,
      };
}
