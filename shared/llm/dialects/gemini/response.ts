import { isObject, type Json, type JsonDraft, type JsonObject, sameJson } from '../../json.ts';
import type { Conversion, Loss } from '../../losses/loss.ts';
import type { Candidate, ChatResponse } from '../../protocol/response.ts';
import { fitAnswer } from '../answer-fit.ts';
import { AnswerLosses } from '../answer-losses.ts';
import type { AnswerContext } from '../dialect.ts';
import { Fields, isObjects, present, spelling, withExtension } from '../fields.ts';
import { readFinish, writeFinish } from '../finish-words.ts';
import { listUnmapped } from '../unmapped.ts';
import { waitingSignature, writeAnswerPart } from './answer-part.ts';
import { CallIds } from './call-ids.ts';
import { finishOf } from './finish.ts';
import { readLogprobs, writeLogprobs } from './logprobs.ts';
import { readParts } from './part-read.ts';
import { readUsage, writeUsage } from './usage.ts';

const DIALECT = 'gemini';

/** A `GenerateContentResponse`. A blocked prompt has no candidate here: canonically it is an empty one. */
export function readResponse(wire: JsonObject): Conversion<ChatResponse> {
  const losses: Loss[] = [];
  const fields = new Fields(wire);
  const [id, model] = [fields.string('responseId'), fields.string('modelVersion')];
  const ids = new CallIds(id === undefined ? 'call' : `call_${id}`);
  const candidates = (fields.take('candidates', isObjects) ?? []).map((each, i) =>
    readCandidate(each, i, ids, losses),
  );
  const tokens = fields.object('usageMetadata');
  const usage = tokens === undefined ? undefined : readUsage(tokens, true);
  listUnmapped(usage?.extensions?.[DIALECT], '/usageMetadata', losses);
  listUnmapped(fields.rest(), '', losses);
  const blocked = blockReason(wire);
  if (candidates.length === 0 && blocked !== undefined)
    candidates.push({
      content: [],
      finish: 'content_filter',
      rawFinish: blocked,
      extensions: { [DIALECT]: { $candidate: 'absent' } },
    });
  return {
    value: { ...present({ id, model }), candidates, ...present({ usage }), ...fields.extensions(DIALECT) },
    losses,
  };
}

/** Why the prompt was blocked. */
export function blockReason(wire: JsonObject): string | undefined {
  const feedback = wire['promptFeedback'];
  const reason = isObject(feedback) ? feedback['blockReason'] : undefined;
  return typeof reason === 'string' ? reason : undefined;
}

function readCandidate(wire: JsonObject, i: number, ids: CallIds, losses: Loss[]): Candidate {
  const fields = new Fields(wire);
  if (wire['index'] === undefined) fields.spelled('$index', 'absent');
  fields.take('index', (value): value is number => value === i);
  const inner = new Fields(fields.object('content') ?? {});
  if (wire['content'] === undefined) fields.spelled('$content', 'absent');
  else if (!inner.literal('role', 'model')) fields.spelled('$role', 'absent');
  const wires = inner.take('parts', isObjects);
  if (wires === undefined) fields.spelled('$parts', 'absent');
  const content = readParts(wires ?? [], ids);
  for (const [k, part] of content.entries()) {
    const path = `/candidates/${i}/content/parts/${k}`;
    listUnmapped(part.type === 'foreign' ? part.value : part.extensions?.[DIALECT], path, losses);
  }
  fields.leave('content', inner.rest());
  const raw = fields.string('finishReason');
  const calls = content.some(({ type }) => type === 'tool_call');
  const end = readFinish(finishOf(calls), raw, `/candidates/${i}/finishReason`, losses);
  const logprobs = readLogprobs(wire['logprobsResult']);
  if (logprobs !== undefined) fields.spelled('$logprobs', fields.object('logprobsResult') as Json);
  listUnmapped(fields.rest(), `/candidates/${i}`, losses);
  return {
    content,
    ...end,
    ...present({ logprobs }),
    ...fields.extensions(DIALECT),
  };
}

/** A `GenerateContentResponse` for somebody who asked in this dialect. */
export function writeResponse(answer: ChatResponse, context: AnswerContext): Conversion<JsonObject> {
  const losses = new AnswerLosses(DIALECT);
  const response = fitAnswer(answer, DIALECT, losses);
  const wire: JsonDraft = {};
  const candidates = response.candidates.filter(
    ({ extensions }) => spelling(extensions, DIALECT, '$candidate') !== 'absent',
  );
  if (candidates.length > 0 || response.candidates.length === 0)
    wire['candidates'] = candidates.map((candidate, i) => writeCandidate(candidate, i, losses));
  if (response.usage !== undefined) wire['usageMetadata'] = writeUsage(response.usage);
  wire['modelVersion'] = response.model ?? context.model;
  wire['responseId'] = response.id ?? context.id;
  return { value: withExtension(wire, response.extensions, DIALECT), losses: losses.list };
}

function writeCandidate(candidate: Candidate, i: number, losses: AnswerLosses): JsonObject {
  const spelled = (key: `$${string}`) => spelling(candidate.extensions, DIALECT, key);
  const wire: JsonDraft = {};
  const parts = writeParts(candidate, i, losses);
  if (spelled('$content') !== 'absent' || parts.length > 0)
    wire['content'] = {
      ...(parts.length === 0 && spelled('$parts') === 'absent' ? {} : { parts }),
      ...(spelled('$role') === 'absent' ? {} : { role: 'model' }),
    };
  const words = finishOf(candidate.content.some(({ type }) => type === 'tool_call'));
  const word = writeFinish(words, losses, i, candidate.finish, candidate.rawFinish);
  if (word !== null) wire['finishReason'] = word;
  if (spelled('$index') !== 'absent') wire['index'] = i;
  if (candidate.logprobs !== undefined) {
    const own = spelled('$logprobs');
    wire['logprobsResult'] =
      own !== undefined && sameJson(readLogprobs(own), candidate.logprobs)
        ? own
        : writeLogprobs(candidate.logprobs);
  }
  return withExtension(wire, candidate.extensions, DIALECT);
}

function writeParts({ content }: Candidate, i: number, losses: AnswerLosses): JsonObject[] {
  const parts: JsonObject[] = [];
  let signature: string | undefined;
  for (const [k, part] of content.entries()) {
    const waiting = waitingSignature(part);
    const next = content[k + 1];
    if (waiting !== undefined && next !== undefined && next.type !== 'reasoning' && writeAnswerPart(next)) {
      signature = waiting;
      continue;
    }
    const wire = writeAnswerPart(part);
    if (wire !== undefined) {
      parts.push(signature === undefined ? wire : { ...wire, thoughtSignature: signature });
      signature = undefined;
    } else losses.dropped(`/candidates/${i}/content/${k}`, part, part.type);
  }
  return parts;
}
