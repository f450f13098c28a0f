import type { JsonObject } from '../../json.ts';
import type { Loss } from '../../losses/loss.ts';
import type { Part } from '../../protocol/part.ts';
import type { Usage } from '../../protocol/response.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import { fitThoughts, tellArguments } from '../answer-fit.ts';
import { AnswerLosses, placeOf } from '../answer-losses.ts';
import type { AnswerContext, StreamWriter } from '../dialect.ts';
import { writeFinish } from '../finish-words.ts';
import { waitingSignature, writeAnswerPart } from './answer-part.ts';
import { writeError } from './error.ts';
import { finishOf } from './finish.ts';
import { writeLogprobs } from './logprobs.ts';
import { writeUsage } from './usage.ts';

/** A canonical stream as chunks. Calls are whole here: they are sent when they are. */
export class GeminiStreamWriter implements StreamWriter {
  #head: { readonly id: string; readonly model: string };
  readonly #open = new Map<string, Part>();
  /** Signatures that wait for the next part of their candidate. */
  readonly #waiting = new Map<number, string>();
  readonly #finishes = new Map<number, Extract<StreamPart, { type: 'finish' }>>();
  /** Candidates that called something. */
  readonly #calls = new Set<number>();
  #usage: Usage | undefined;
  readonly #losses = new AnswerLosses('gemini');

  get losses(): readonly Loss[] {
    return this.#losses.list;
  }

  constructor({ id, model }: AnswerContext) {
    this.#head = { id, model };
  }

  push(part: StreamPart): readonly WireEvent[] {
    switch (part.type) {
      case 'start':
        this.#head = { id: part.id ?? this.#head.id, model: part.model ?? this.#head.model };
        return [];
      case 'part_start':
        return this.#begin(part.candidate, part.part, part.value);
      case 'delta':
        return this.#grow(part.candidate, part.part, part.text);
      case 'signature':
        return this.#sign(part.candidate, part.part, part.signature);
      case 'part_end':
        return this.#end(part.candidate, part.part);
      case 'logprobs':
        return [this.#chunk(part.candidate, [], { logprobsResult: writeLogprobs(part.tokens) })];
      case 'finish':
        this.#finishes.set(part.candidate, part);
        return [];
      case 'usage':
        this.#usage = { ...this.#usage, ...part.usage };
        return [];
      case 'error':
        return [{ data: JSON.stringify(writeError(part.error).body) }];
      case 'end':
        return this.#close();
      case 'citation':
        this.#losses.dropped(`${placeOf(part)}/citations`, part.citation, 'citations in a stream');
        return [];
      case 'extension':
        this.#losses.extension(part);
        return [];
    }
  }

  #begin(candidate: number, part: number, whole: Part): readonly WireEvent[] {
    const value = fitThoughts(whole, placeOf({ candidate, part }), 'gemini', this.#losses);
    const waiting = waitingSignature(value);
    if (waiting !== undefined) {
      this.#waiting.set(candidate, waiting);
      return [];
    }
    this.#open.set(`${candidate} ${part}`, { ...value });
    if (value.type === 'tool_call') {
      this.#calls.add(candidate);
      return [];
    }
    const grows = value.type === 'text' || value.type === 'reasoning' || value.type === 'refusal';
    if (grows && !value.text && !this.#waiting.has(candidate)) return [];
    const sent = this.#send(candidate, value);
    if (sent.length === 0)
      this.#losses.dropped(`/candidates/${candidate}/content/${part}`, value, value.type);
    return sent;
  }

  #grow(candidate: number, part: number, text: string): readonly WireEvent[] {
    const value = this.#open.get(`${candidate} ${part}`);
    if (value?.type === 'tool_call') value.arguments += text;
    else if (value?.type === 'text' || value?.type === 'refusal')
      return this.#send(candidate, { type: 'text', text });
    else if (value?.type === 'reasoning') return this.#send(candidate, { type: 'reasoning', text });
    return [];
  }

  /** Signatures of other providers mean nothing here. */
  #sign(candidate: number, part: number, signature: string): readonly WireEvent[] {
    const value = this.#open.get(`${candidate} ${part}`);
    if (value?.type === 'reasoning' && value.dialect === 'gemini')
      return this.#send(candidate, { type: 'reasoning', text: '', signature });
    const path = `/candidates/${candidate}/content/${part}/signature`;
    this.#losses.dropped(path, signature, 'a signature of another provider', 'low');
    return [];
  }

  #end(candidate: number, part: number): readonly WireEvent[] {
    const key = `${candidate} ${part}`;
    const value = this.#open.get(key);
    this.#open.delete(key);
    if (value?.type !== 'tool_call') return [];
    tellArguments(value, placeOf({ candidate, part }), 'gemini', this.#losses);
    return this.#send(candidate, value);
  }

  #send(candidate: number, part: Part): readonly WireEvent[] {
    const wire = writeAnswerPart(part);
    if (wire === undefined) return [];
    const signature = this.#waiting.get(candidate);
    this.#waiting.delete(candidate);
    return [
      this.#chunk(candidate, [signature === undefined ? wire : { ...wire, thoughtSignature: signature }]),
    ];
  }

  /** What is left, why it ended, and the tokens. */
  #close(): readonly WireEvent[] {
    const out = [...this.#open.keys()].flatMap((key) => {
      const [candidate, part] = key.split(' ').map(Number) as [number, number];
      return this.#end(candidate, part);
    });
    const usage: JsonObject = this.#usage === undefined ? {} : { usageMetadata: writeUsage(this.#usage) };
    const { id, model } = this.#head;
    const candidates = [...this.#finishes].map(([index, { finish, raw }]) => {
      const words = finishOf(this.#calls.has(index));
      const finishReason = writeFinish(words, this.#losses, index, finish, raw);
      return { content: { parts: [], role: 'model' }, finishReason, index };
    });
    out.push({ data: JSON.stringify({ candidates, ...usage, modelVersion: model, responseId: id }) });
    return out;
  }

  #chunk(index: number, parts: readonly JsonObject[], more: JsonObject = {}): WireEvent {
    const { id, model } = this.#head;
    const candidates = [{ content: { parts, role: 'model' }, index, ...more }];
    return { data: JSON.stringify({ candidates, modelVersion: model, responseId: id }) };
  }
}
