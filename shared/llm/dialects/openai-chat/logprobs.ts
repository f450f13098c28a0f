import { isObject, type Json, type JsonObject } from '../../json.ts';
import { type TokenLogprob, tokenLogprobSchema } from '../../protocol/response.ts';
import { isArray } from '../fields.ts';

/** `logprobs.content`; undefined where it is not of the known shape. */
export function readLogprobs(wire: Json | undefined): TokenLogprob[] | undefined {
  if (!isObject(wire) || !isArray(wire['content'] ?? null)) return undefined;
  const tokens: TokenLogprob[] = [];
  for (const each of wire['content'] as readonly Json[]) {
    if (!isObject(each)) return undefined;
    const { top_logprobs: top, ...token } = each;
    const parsed = tokenLogprobSchema.safeParse(top === undefined ? token : { ...token, top });
    if (!parsed.success) return undefined;
    tokens.push(parsed.data);
  }
  return tokens;
}

export function writeLogprobs(tokens: readonly TokenLogprob[]): JsonObject {
  return {
    content: tokens.map(({ top, bytes = null, ...token }) => ({
      ...token,
      bytes,
      top_logprobs: (top ?? []).map(({ bytes: inner = null, ...each }) => ({ ...each, bytes: inner })),
    })),
    refusal: null,
  };
}
