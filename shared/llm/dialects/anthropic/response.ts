import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Conversion, Loss } from '../../losses/loss.ts';
import type { Candidate, ChatResponse } from '../../protocol/response.ts';
import { fitAnswer } from '../answer-fit.ts';
import { AnswerLosses } from '../answer-losses.ts';
import type { AnswerContext } from '../dialect.ts';
import { Fields, isNull, isObjects, present, withExtension } from '../fields.ts';
import { readFinish, writeFinish } from '../finish-words.ts';
import { listUnmapped } from '../unmapped.ts';
import { writeAnswerPart } from './answer-part.ts';
import { FINISH, finishAt } from './finish.ts';
import { readPart } from './part-read.ts';
import { readUsage, writeUsage } from './usage.ts';

const DIALECT = 'anthropic';

/** A `message`. */
export function readResponse(wire: JsonObject): Conversion<ChatResponse> {
  const losses: Loss[] = [];
  const fields = new Fields(wire);
  fields.literal('type', 'message');
  fields.literal('role', 'assistant');
  const content = (fields.take('content', isObjects) ?? []).map((block) => readPart(withoutNulls(block)));
  for (const [i, part] of content.entries())
    if (part.type === 'foreign') listUnmapped(part.value, `/content/${i}`, losses);
    else if ('extensions' in part) listUnmapped(part.extensions?.[DIALECT], `/content/${i}`, losses);
  const raw = fields.string('stop_reason');
  for (const key of ['stop_reason', 'stop_sequence', 'stop_details', 'container']) fields.take(key, isNull);
  const candidate: Candidate = {
    content,
    ...readFinish(FINISH, raw, '/stop_reason', losses),
    ...present({ stopSequence: fields.string('stop_sequence') }),
  };
  const tokens = fields.object('usage');
  const usage = tokens === undefined ? undefined : readUsage(tokens);
  const known = present({ id: fields.string('id'), model: fields.string('model'), usage });
  listUnmapped(usage?.extensions?.[DIALECT], '/usage', losses);
  listUnmapped(fields.rest(), '', losses);
  return { value: { ...known, candidates: [candidate], ...fields.extensions(DIALECT) }, losses };
}

/** Blocks of answers name everything, also what is not there: `citations: null`. */
function withoutNulls(block: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(block).filter(([, value]) => value !== null));
}

/** A `message` for somebody who asked in this dialect. */
export function writeResponse(answer: ChatResponse, context: AnswerContext): Conversion<JsonObject> {
  const losses = new AnswerLosses(DIALECT);
  const response = fitAnswer(answer, DIALECT, losses);
  const [first, ...others] = response.candidates;
  const content: JsonObject[] = [];
  for (const [k, part] of (first?.content ?? []).entries()) {
    const block = writeAnswerPart(part);
    if (block !== undefined) content.push(block);
    else losses.dropped(`/candidates/0/content/${k}`, part, part.type);
  }
  for (const [i, candidate] of others.entries())
    losses.dropped(`/candidates/${i + 1}`, candidate, 'a further candidate');
  if (first?.logprobs !== undefined)
    losses.dropped('/candidates/0/logprobs', first.logprobs, 'log probabilities');
  const words = finishAt(first?.stopSequence);
  const wire: JsonDraft = {
    id: response.id ?? context.id,
    type: 'message',
    role: 'assistant',
    model: response.model ?? context.model,
    content,
    stop_reason: writeFinish(words, losses, 0, first?.finish, first?.rawFinish),
    stop_sequence: first?.stopSequence ?? null,
    stop_details: null,
    container: null,
    usage: writeUsage(response.usage ?? {}),
  };
  return { value: withExtension(wire, response.extensions, DIALECT), losses: losses.list };
}
