import { isObject, type Json, type JsonDraft, type JsonObject } from '../../json.ts';
import type { Conversion, Loss } from '../../losses/loss.ts';
import type { Part } from '../../protocol/part.ts';
import type { Candidate, ChatResponse } from '../../protocol/response.ts';
import { fitAnswer } from '../answer-fit.ts';
import { AnswerLosses } from '../answer-losses.ts';
import type { AnswerContext } from '../dialect.ts';
import { Fields, isObjects, present, withExtension } from '../fields.ts';
import { readFinish, writeFinish } from '../finish-words.ts';
import { readContent } from '../message-content.ts';
import { listUnmapped } from '../unmapped.ts';
import { FINISH } from './finish.ts';
import { isCalls } from './message-read.ts';
import { readPart, readToolCall } from './part-read.ts';
import { thinkingChunk, writeToolCall } from './part-write.ts';
import { readUsage, writeUsage } from './usage.ts';

const DIALECT = 'mistral';

/** A `chat.completion` of Mistral. */
export function readResponse(wire: JsonObject): Conversion<ChatResponse> {
  const losses: Loss[] = [];
  const fields = new Fields(wire);
  fields.literal('object', 'chat.completion');
  const known = present({
    id: fields.string('id'),
    model: fields.string('model'),
    created: fields.int('created'),
  });
  const candidates = (fields.take('choices', isObjects) ?? []).map((each, i) => readChoice(each, i, losses));
  const tokens = fields.object('usage');
  const usage = tokens === undefined ? undefined : readUsage(tokens);
  listUnmapped(usage?.extensions?.[DIALECT], '/usage', losses);
  listUnmapped(fields.rest(), '', losses);
  return { value: { ...known, candidates, ...present({ usage }), ...fields.extensions(DIALECT) }, losses };
}

function readChoice(wire: JsonObject, i: number, losses: Loss[]): Candidate {
  const fields = new Fields(wire);
  fields.take('index', (value): value is number => value === i);
  const raw = fields.string('finish_reason');
  const message = new Fields(fields.object('message') ?? {});
  message.literal('role', 'assistant');
  const content: Part[] = [];
  const inner = isObject(wire['message']) ? wire['message']['content'] : undefined;
  const add = (part: Part, from: string): void => {
    content.push(part);
    listUnmapped(part.type === 'foreign' ? part.value : part.extensions?.[DIALECT], from, losses);
  };
  const there = `/choices/${i}/message`;
  if (typeof inner === 'string' || inner === null || inner === undefined || isObjects(inner))
    readContent(message, inner, there, readPart, add);
  for (const [k, call] of (message.take('tool_calls', isCalls) ?? []).entries())
    add(readToolCall(call), `${there}/tool_calls/${k}`);
  fields.leave('message', message.rest());
  listUnmapped(fields.rest(), `/choices/${i}`, losses);
  const end = readFinish(FINISH, raw, `/choices/${i}/finish_reason`, losses);
  return {
    content,
    ...end,
    ...fields.extensions(DIALECT),
  };
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
    usage: writeUsage(response.usage ?? {}),
  };
  return { value: withExtension(wire, response.extensions, DIALECT), losses: losses.list };
}

function writeChoice(candidate: Candidate, i: number, losses: AnswerLosses): JsonObject {
  const chunks: JsonObject[] = [];
  const calls: JsonObject[] = [];
  for (const [k, part] of candidate.content.entries()) {
    if (part.type === 'tool_call') calls.push(writeToolCall(part, part.id));
    else {
      const chunk = answerChunk(part);
      if (chunk === undefined) losses.dropped(`/candidates/${i}/content/${k}`, part, part.type);
      else if ('function' in chunk) calls.push(chunk);
      else chunks.push(chunk);
    }
  }
  if (candidate.logprobs !== undefined)
    losses.dropped(`/candidates/${i}/logprobs`, candidate.logprobs, 'log probabilities');
  const own = candidate.extensions?.[DIALECT]?.['message'];
  const message: JsonDraft = { role: 'assistant' };
  const content = contentOf(chunks, isObject(own) ? own['$content'] : undefined);
  if (content !== undefined) message['content'] = content;
  if (calls.length > 0) message['tool_calls'] = calls;
  const finish = writeFinish(FINISH, losses, i, candidate.finish, candidate.rawFinish);
  return withExtension({ index: i, message, finish_reason: finish }, candidate.extensions, DIALECT);
}

/** A chunk of an answer; undefined where there is no place for it. A refusal is text here. */
export function answerChunk(part: Exclude<Part, { type: 'tool_call' }>): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return withExtension({ type: 'text', text: part.text }, part.extensions, DIALECT);
    case 'refusal':
      return { type: 'text', text: part.text };
    case 'reasoning':
      return part.text === undefined && part.dialect !== DIALECT
        ? undefined
        : withExtension(thinkingChunk(part), part.extensions, DIALECT);
    case 'foreign':
      return part.dialect === DIALECT ? part.value : undefined;
    case 'image':
    case 'audio':
    case 'file':
    case 'tool_result':
      return undefined;
  }
}

/** Texts alone are one string. */
function contentOf(chunks: readonly JsonObject[], form: Json | undefined): Json | undefined {
  const plain = chunks.every((each) => each['type'] === 'text' && Object.keys(each).length === 2);
  if (!plain || form === 'parts' || (chunks.length > 1 && form !== undefined)) return chunks;
  if (chunks.length > 0) return chunks.map(({ text }) => text as string).join('');
  return form === 'absent' ? undefined : null;
}
