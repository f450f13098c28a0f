import type { JsonObject } from '../../json.ts';
import type { Conversion, Loss } from '../../losses/loss.ts';
import type { Part } from '../../protocol/part.ts';
import type { Candidate, ChatResponse, TokenLogprob } from '../../protocol/response.ts';
import { Fields, isAny, isNull, isObjects, present } from '../fields.ts';
import { readLogprobs } from '../openai-chat/logprobs.ts';
import { listUnmapped } from '../unmapped.ts';
import { readFinish } from './finish.ts';
import { readModelItem } from './item-read.ts';
import { readUsage } from './usage.ts';

const DIALECT = 'openai-responses';

/** A `response`. What it repeats of the request is kept as an extension. */
export function readResponse(wire: JsonObject): Conversion<ChatResponse> {
  const losses: Loss[] = [];
  const fields = new Fields(wire);
  fields.literal('object', 'response');
  const { content, logprobs } = readOutput(fields.take('output', isObjects) ?? [], losses);
  const finish = readFinish(
    wire,
    content.some(({ type }) => type === 'tool_call'),
  );
  if (finish.rawFinish !== undefined) {
    fields.string('status');
    fields.take('incomplete_details', isAny);
  }
  fields.take('error', isNull);
  if (finish.finish === 'other') listUnmapped(finish.rawFinish, '/status', losses);
  const candidate: Candidate = { content, ...finish, ...present({ logprobs }) };
  const tokens = fields.object('usage');
  const usage = tokens === undefined ? undefined : readUsage(tokens);
  const known = present({
    id: fields.string('id'),
    model: fields.string('model'),
    created: fields.int('created_at'),
  });
  listUnmapped(usage?.extensions?.[DIALECT], '/usage', losses);
  listUnmapped(fields.rest(), '', losses);
  return {
    value: { ...known, candidates: [candidate], ...present({ usage }), ...fields.extensions(DIALECT) },
    losses,
  };
}

function readOutput(
  items: readonly JsonObject[],
  losses: Loss[],
): { readonly content: Part[]; readonly logprobs: TokenLogprob[] | undefined } {
  const content: Part[] = [];
  const tokens: TokenLogprob[] = [];
  for (const [n, item] of items.entries()) {
    const said = readModelItem(item);
    if (said === undefined) {
      content.push({ type: 'foreign', dialect: DIALECT, value: item });
      listUnmapped(item, `/output/${n}`, losses);
      continue;
    }
    for (const { part, place } of said) {
      const { part: bare, logprobs } = withoutLogprobs(part);
      tokens.push(...logprobs);
      content.push(bare);
      if ('extensions' in bare) listUnmapped(bare.extensions?.[DIALECT], `/output/${n}${place}`, losses);
    }
  }
  return { content, logprobs: tokens.length > 0 ? tokens : undefined };
}

/** The tokens of a text are the candidate's; how many there were stays with the text. */
function withoutLogprobs(part: Part): { readonly part: Part; readonly logprobs: readonly TokenLogprob[] } {
  const own = part.type === 'text' ? part.extensions?.[DIALECT] : undefined;
  const logprobs = own === undefined ? undefined : readLogprobs({ content: own['logprobs'] ?? null });
  if (part.type !== 'text' || own === undefined || logprobs === undefined) return { part, logprobs: [] };
  const { logprobs: _, ...rest } = own;
  return {
    part: { ...part, extensions: { [DIALECT]: { ...rest, $tokens: logprobs.length } } },
    logprobs,
  };
}
