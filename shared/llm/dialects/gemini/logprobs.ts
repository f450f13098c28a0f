import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { TokenLogprob } from '../../protocol/response.ts';

/** `logprobsResult`; undefined where it is not of the known shape. */
export function readLogprobs(wire: Json | undefined): TokenLogprob[] | undefined {
  if (!isObject(wire) || !Array.isArray(wire['chosenCandidates'])) return undefined;
  const top = Array.isArray(wire['topCandidates']) ? (wire['topCandidates'] as readonly Json[]) : undefined;
  const tokens: TokenLogprob[] = [];
  for (const [i, each] of (wire['chosenCandidates'] as readonly Json[]).entries()) {
    const chosen = token(each);
    const group = top?.[i];
    const others =
      isObject(group) && Array.isArray(group['candidates']) ? group['candidates'].map(token) : undefined;
    if (chosen === undefined || others?.includes(undefined)) return undefined;
    tokens.push({ ...chosen, ...(others === undefined ? {} : { top: others as TokenLogprob[] }) });
  }
  return tokens;
}

function token(wire: Json): { token: string; logprob: number } | undefined {
  if (!isObject(wire)) return undefined;
  const { token: text, logProbability } = wire;
  return typeof text === 'string' && typeof logProbability === 'number'
    ? { token: text, logprob: logProbability }
    : undefined;
}

export function writeLogprobs(tokens: readonly TokenLogprob[]): JsonObject {
  const one = ({ token: text, logprob }: { token: string; logprob: number }): JsonObject => ({
    token: text,
    logProbability: logprob,
  });
  return {
    chosenCandidates: tokens.map(one),
    topCandidates: tokens.map(({ top }) => ({ candidates: (top ?? []).map(one) })),
  };
}
