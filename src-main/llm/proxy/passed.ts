import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { isObject, type Json, type JsonObject } from '../../../shared/llm/json.ts';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import { roundedLosses } from '../../../shared/llm/numbers.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { forModel } from '../../../shared/llm/transform/as-it-is.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';
import { parseJsonText } from '../../../shared/values/json-text.ts';
import type { ChatAsked } from '../effect/call-trace.ts';
import { WireEvents } from '../wire-events.ts';
import type { Exchange } from './record.ts';

/** What many calls have in common. */
export interface Setup {
  readonly dialect: Dialect;
  readonly asked: ChatAsked;
  /** Whom they went to. */
  readonly target: string;
  readonly model: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly losses: readonly Loss[];
  readonly score: number;
}

/** What of a call is no bytes of its own. */
export interface PassedHead {
  readonly trace: string;
  readonly status: number;
  readonly bytes: number;
  /** Milliseconds since the call began. */
  readonly headersMs: number;
  readonly firstPartMs?: number;
  readonly endedMs: number;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

/** One call whose request and answer went through as they were. What they say is found out where it is recorded. */
export interface Passed extends PassedHead {
  readonly setup: Setup;
  /** A JSON object, as it came. */
  readonly request: Uint8Array;
  /** Another one, or server-sent events where `firstPartMs` says when their content began. */
  readonly answer: Uint8Array;
}

/** The same as a call tells it that reads what it carries. */
export function exchangeOf(passed: Exchange | Passed): Exchange {
  if ('outcome' in passed) return passed;
  const { trace, setup, startedAt, status, bytes, headersMs, firstPartMs, endedMs } = passed;
  const { dialect, asked, target, losses, score, url, headers, model } = setup;
  const request = textOf(passed.request);
  const { value: response, losses: answerLosses, error } = read(passed);
  const attempt = {
    index: 0,
    target,
    startedMs: 0,
    wire: { url, headers, body: forModel(parseJsonText(request) as JsonObject, model) },
    losses,
    score,
    status,
    headersMs,
    ...(firstPartMs === undefined ? {} : { firstPartMs }),
    endedMs,
    bytes,
    answerLosses,
    ...(error === undefined ? {} : { error: { status, ...error } }),
  };
  const attempts = [attempt];
  return {
    trace,
    dialect,
    request,
    asked,
    outcome: attempt.error
      ? { ok: false, error: attempt.error, partial: response, attempts }
      : { ok: true, response, target, attempts, losses, answerLosses, score },
    fromClient: [],
    toClient: [],
    startedAt,
  };
}

function read({ setup, answer, firstPartMs }: Passed): ReturnType<typeof readStream> {
  const adapter = adapterOf(setup.dialect);
  if (firstPartMs === undefined) {
    const text = textOf(answer);
    const { value, losses } = adapter.readResponse(parseJsonText(text) as JsonObject);
    return { value, losses: [...losses, ...roundedLosses(text, false)] };
  }
  const events = new WireEvents();
  return readStream(adapter, [...events.push(viewOf(answer)), ...events.rest()]);
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function textOf(bytes: Uint8Array): string {
  return viewOf(bytes).toString();
}

/** Whether JSON is plainly an answer: one that says why it ended. Of others, reading them decides. */
export function saysItsEnd(dialect: Dialect, json: Json | undefined): json is JsonObject {
  if (!isObject(json) || isObject(json['error'])) return false;
  switch (dialect) {
    case 'openai-chat': {
      const choices = json['choices'];
      if (!Array.isArray(choices) || !choices.every(isObject)) return false;
      return typeof choices[0]?.['finish_reason'] === 'string';
    }
    case 'openai-responses':
      return json['status'] === 'completed' && Array.isArray(json['output']) && json['output'].length > 0;
    case 'anthropic':
      return typeof json['stop_reason'] === 'string';
    default:
      return false;
  }
}
