import { isObject, type JsonDraft, type JsonObject } from '../../json.ts';
import type { Conversion, Loss } from '../../losses/loss.ts';
import type { Citation, Part } from '../../protocol/part.ts';
import type { Candidate, ChatResponse } from '../../protocol/response.ts';
import { fitAnswer } from '../answer-fit.ts';
import { AnswerLosses } from '../answer-losses.ts';
import type { AnswerContext } from '../dialect.ts';
import { Fields, isAny, isArray, isNull, isObjects, present, spelling, withExtension } from '../fields.ts';
import { readFinish, writeFinish } from '../finish-words.ts';
import { listUnmapped } from '../unmapped.ts';
import { FINISH } from './finish.ts';
import { readLogprobs, writeLogprobs } from './logprobs.ts';
import { readToolCall } from './message-read.ts';
import { readUsage, writeUsage } from './usage.ts';

const DIALECT = 'openai-chat';

/** A `chat.completion`. */
export function readResponse(wire: JsonObject): Conversion<ChatResponse> {
  const losses: Loss[] = [];
  const fields = new Fields(wire);
  fields.literal('object', 'chat.completion');
  const choices = fields.take('choices', isObjects) ?? [];
  const usage = fields.object('usage');
  const known = present({
    id: fields.string('id'),
    model: fields.string('model'),
    created: fields.int('created'),
  });
  const candidates = choices.map((choice, i) => readChoice(choice, i, losses));
  const tokens = usage === undefined ? undefined : readUsage(usage);
  listUnmapped(tokens?.extensions?.[DIALECT], '/usage', losses);
  listUnmapped(fields.rest(), '', losses);
  return {
    value: { ...known, candidates, ...present({ usage: tokens }), ...fields.extensions(DIALECT) },
    losses,
  };
}

function readChoice(wire: JsonObject, i: number, losses: Loss[]): Candidate {
  const fields = new Fields(wire);
  fields.take('index', (value): value is number => value === i);
  const raw = fields.string('finish_reason');
  const logprobs = readLogprobs(wire['logprobs']);
  if (logprobs !== undefined || wire['logprobs'] === null) fields.take('logprobs', isAny);
  else fields.spelled('$logprobs', 'absent');
  const message = fields.object('message');
  const inner = message === undefined ? undefined : readAnswer(message);
  fields.leave('message', inner?.rest);
  listUnmapped(fields.rest(), `/choices/${i}`, losses);
  for (const part of inner?.content ?? []) {
    if (part.type === 'foreign') listUnmapped(part.value, `/choices/${i}/message`, losses);
  }
  const end = readFinish(FINISH, raw, `/choices/${i}/finish_reason`, losses);
  return {
    content: inner?.content ?? [],
    ...end,
    ...present({ logprobs }),
    ...fields.extensions(DIALECT),
  };
}

function readAnswer(wire: JsonObject): { readonly content: Part[]; readonly rest: JsonObject | undefined } {
  const fields = new Fields(wire);
  const content: Part[] = [];
  fields.literal('role', 'assistant');
  const thoughts = fields.string('reasoning_content');
  if (thoughts !== undefined) content.push({ type: 'reasoning', text: thoughts, dialect: DIALECT });
  const text = fields.string('content');
  if (text === '') fields.spelled('$content', '');
  else if (text !== undefined) {
    const citations = fields.take('annotations', isUrlCitations)?.map(readCitation);
    content.push({ type: 'text', text, ...present({ citations }) });
  } else fields.take('content', isNull);
  const refusal = fields.string('refusal');
  if (refusal !== undefined) content.push({ type: 'refusal', text: refusal });
  else if (fields.take('refusal', isNull) === undefined && !('refusal' in wire))
    fields.spelled('$refusal', 'absent');
  for (const call of fields.take('tool_calls', isObjects) ?? []) content.push(readToolCall(call));
  return { content, rest: fields.rest() };
}

function isUrlCitations(value: unknown): value is readonly JsonObject[] {
  return (
    isArray(value as never) &&
    (value as readonly unknown[]).length > 0 &&
    (value as readonly unknown[]).every(
      (each) => isObject(each) && each['type'] === 'url_citation' && isObject(each['url_citation']),
    )
  );
}

function readCitation(wire: JsonObject): Citation {
  const fields = new Fields(wire);
  fields.string('type');
  const inner = new Fields(fields.object('url_citation') as JsonObject);
  const known = present({
    url: inner.string('url'),
    title: inner.string('title'),
    start: inner.int('start_index'),
    end: inner.int('end_index'),
  });
  fields.leave('url_citation', inner.rest());
  return { ...known, ...fields.extensions(DIALECT) };
}

/** A `chat.completion` for somebody who asked in this dialect. */
export function writeResponse(answer: ChatResponse, context: AnswerContext): Conversion<JsonObject> {
  const losses = new AnswerLosses(DIALECT);
  const response = fitAnswer(answer, DIALECT, losses);
  const wire: JsonDraft = {
    id: response.id ?? context.id,
    object: 'chat.completion',
    created: response.created ?? context.created,
    model: response.model ?? context.model,
    choices: response.candidates.map((candidate, i) => writeChoice(candidate, i, losses)),
  };
  if (response.usage !== undefined) wire['usage'] = writeUsage(response.usage);
  return { value: withExtension(wire, response.extensions, DIALECT), losses: losses.list };
}

function writeChoice(candidate: Candidate, i: number, losses: AnswerLosses): JsonObject {
  const wire: JsonDraft = { index: i, message: writeAnswer(candidate, i, losses) };
  const finish = writeFinish(FINISH, losses, i, candidate.finish, candidate.rawFinish);
  wire['finish_reason'] = finish;
  if (candidate.logprobs !== undefined) wire['logprobs'] = writeLogprobs(candidate.logprobs);
  else if (spelling(candidate.extensions, DIALECT, '$logprobs') !== 'absent') wire['logprobs'] = null;
  return withExtension(wire, candidate.extensions, DIALECT);
}

function writeAnswer({ content, extensions }: Candidate, i: number, losses: AnswerLosses): JsonObject {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const refusals: string[] = [];
  const calls: JsonObject[] = [];
  const annotations: JsonObject[] = [];
  for (const [k, part] of content.entries()) {
    const at = `/candidates/${i}/content/${k}`;
    if (part.type === 'text') {
      texts.push(part.text);
      for (const [n, citation] of (part.citations ?? []).entries())
        if (citation.url !== undefined) annotations.push(writeCitation(citation));
        else losses.dropped(`${at}/citations/${n}`, citation, 'a citation without an address');
    } else if (part.type === 'reasoning' && part.text !== undefined) {
      thoughts.push(part.text);
      if (part.signature !== undefined) losses.signature(at, part.signature);
    } else if (part.type === 'refusal') refusals.push(part.text);
    else if (part.type === 'tool_call')
      calls.push(
        withExtension(
          { id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } },
          part.extensions,
          DIALECT,
        ),
      );
    else if (part.type === 'foreign' && part.dialect === DIALECT) calls.push(part.value);
    else losses.dropped(at, part, part.type);
  }
  const message = extensions?.[DIALECT]?.['message'];
  const own = isObject(message) ? message : {};
  const wire: JsonDraft = {
    role: 'assistant',
    content: texts.length > 0 ? texts.join('') : (own['$content'] ?? null),
  };
  if (thoughts.length > 0) wire['reasoning_content'] = thoughts.join('');
  if (refusals.length > 0) wire['refusal'] = refusals.join('');
  else if (own['$refusal'] !== 'absent') wire['refusal'] = null;
  if (annotations.length > 0) wire['annotations'] = annotations;
  if (calls.length > 0) wire['tool_calls'] = calls;
  return wire;
}

function writeCitation(citation: Citation): JsonObject {
  const { url, title = '', start = 0, end = 0 } = citation;
  const wire = {
    type: 'url_citation',
    url_citation: { url: url as string, title, start_index: start, end_index: end },
  };
  return withExtension(wire, citation.extensions, DIALECT);
}
