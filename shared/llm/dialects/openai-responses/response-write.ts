import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Conversion } from '../../losses/loss.ts';
import type { Part } from '../../protocol/part.ts';
import type { Candidate, ChatResponse, TokenLogprob } from '../../protocol/response.ts';
import { fitAnswer } from '../answer-fit.ts';
import { AnswerLosses } from '../answer-losses.ts';
import type { AnswerContext } from '../dialect.ts';
import { spelling, withExtension } from '../fields.ts';
import { writeLogprobs } from '../openai-chat/logprobs.ts';
import { readFinish, writeFinish } from './finish.ts';
import { itemOf } from './item-read.ts';
import { callItem, messageItem, outputPart, reasoningItem, type SaidPart } from './item-write.ts';
import { writeUsage } from './usage.ts';

const DIALECT = 'openai-responses';

/** A `response` for somebody who asked in this dialect. */
export function writeResponse(answer: ChatResponse, context: AnswerContext): Conversion<JsonObject> {
  const losses = new AnswerLosses(DIALECT);
  const response = fitAnswer(answer, DIALECT, losses);
  const [first, ...others] = response.candidates;
  for (const [i, candidate] of others.entries())
    losses.dropped(`/candidates/${i + 1}`, candidate, 'a further candidate');
  if (first?.stopSequence !== undefined)
    losses.dropped('/candidates/0/stopSequence', first.stopSequence, 'the stop text that was met', 'low');
  const finish = writeFinish(first?.finish, first?.rawFinish);
  if (first?.finish !== undefined)
    losses.finish(0, first.finish, readFinish(finish, first.finish === 'tool_calls').finish);
  const wire: JsonDraft = {
    ...responseHead(response, context),
    ...finish,
    output: first === undefined ? [] : writeOutput(first, losses),
  };
  if (response.usage !== undefined) wire['usage'] = writeUsage(response.usage);
  return { value: withExtension(wire, response.extensions, DIALECT), losses: losses.list };
}

/** What every response says; what it repeats of a request is what holds where nothing was said. */
export function responseHead(
  { id, model, created, extensions }: ChatResponse,
  context: AnswerContext,
): JsonObject {
  const own = extensions?.[DIALECT];
  return {
    ...(own === undefined ? REPEATED : {}),
    id: id ?? context.id,
    object: 'response',
    created_at: created ?? context.created,
    model: model ?? context.model,
    ...(own?.['error'] === undefined ? { error: null } : {}),
  };
}

const REPEATED: JsonObject = {
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  temperature: null,
  top_p: null,
  tool_choice: 'auto',
  tools: [],
};

function writeOutput({ content, logprobs = [] }: Candidate, losses: AnswerLosses): JsonObject[] {
  const output: JsonObject[] = [];
  const tokens = new Tokens(logprobs, content);
  let open: { readonly first: SaidPart; readonly content: JsonObject[] } | undefined;
  const flush = (): void => {
    const made = { type: 'message', id: `msg_${output.length}`, status: 'completed' };
    if (open !== undefined) output.push(messageItem(open.content, open.first, made));
    open = undefined;
  };
  for (const [k, part] of content.entries()) {
    if (part.type === 'text' || part.type === 'refusal') {
      // What came in no item of its own goes on with the text before it.
      if (itemOf(part) !== 'same' && itemOf(part) !== undefined) flush();
      open ??= { first: part, content: [] };
      open.content.push(tokens.of(part, outputPart(part, part.type === 'text' ? part.citations : [])));
      continue;
    }
    flush();
    const item = writeItem(part, output.length);
    if (item !== undefined) output.push(item);
    else losses.dropped(`/candidates/0/content/${k}`, part, part.type);
    if (part.type === 'reasoning' && part.signature !== undefined)
      losses.signature(`/candidates/0/content/${k}`, part.signature);
  }
  flush();
  return output;
}

function writeItem(part: Exclude<Part, SaidPart>, n: number): JsonObject | undefined {
  if (part.type === 'tool_call') return withIdentity(callItem(part, part.id), `fc_${n}`);
  if (part.type === 'reasoning') return reasoningItem(part, part.id ?? `rs_${n}`);
  return part.type === 'foreign' && part.dialect === DIALECT ? part.value : undefined;
}

function withIdentity(item: JsonObject, id: string): JsonObject {
  return { id, status: 'completed', ...item };
}

/** Log probabilities back at their texts: as many as each had, or all at a lone text. */
class Tokens {
  #at = 0;
  readonly #all: readonly TokenLogprob[];
  readonly #lone: boolean;

  constructor(all: readonly TokenLogprob[], content: readonly Part[]) {
    this.#all = all;
    this.#lone = content.filter(({ type }) => type === 'text').length === 1;
  }

  of(part: SaidPart, wire: JsonObject): JsonObject {
    const said = spelling(part.extensions, DIALECT, '$tokens');
    const count = typeof said === 'number' ? said : this.#lone && part.type === 'text' ? this.#all.length : 0;
    if (count === 0) return wire;
    const own = this.#all.slice(this.#at, this.#at + count);
    this.#at += count;
    return { ...wire, logprobs: writeLogprobs(own)['content'] ?? [] };
  }
}
