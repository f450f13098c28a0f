import type { JsonObject } from '../../json.ts';
import type { Loss } from '../../losses/loss.ts';
import type { Part } from '../../protocol/part.ts';
import type { Usage } from '../../protocol/response.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import { fitThoughts } from '../answer-fit.ts';
import { AnswerLosses, placeOf } from '../answer-losses.ts';
import { ChunkHead } from '../chunk-head.ts';
import type { AnswerContext, StreamWriter } from '../dialect.ts';
import { writeFinish } from '../finish-words.ts';
import { writeError } from './error.ts';
import { FINISH } from './finish.ts';
import { writeToolCall } from './part-write.ts';
import { answerChunk } from './response.ts';
import { writeUsage } from './usage.ts';

/** A canonical stream as chunks, ended by `[DONE]`. Calls are whole here, and the tokens stand in the last chunk. */
export class MistralStreamWriter implements StreamWriter {
  readonly #head: ChunkHead;
  readonly #open = new Map<string, Part>();
  readonly #calls = new Map<number, number>();
  readonly #finishes: Extract<StreamPart, { type: 'finish' }>[] = [];
  #usage: Usage | undefined;
  readonly #losses = new AnswerLosses('mistral');

  get losses(): readonly Loss[] {
    return this.#losses.list;
  }

  constructor(context: AnswerContext) {
    this.#head = new ChunkHead(context);
  }

  push(part: StreamPart): readonly WireEvent[] {
    switch (part.type) {
      case 'start':
        this.#head.start(part);
        return [];
      case 'part_start':
        return this.#begin(part.candidate, part.part, part.value);
      case 'delta':
        return this.#grow(part.candidate, part.part, part.text);
      case 'part_end':
        return this.#endPart(part.candidate, part.part);
      case 'signature':
        this.#losses.signature(placeOf(part), part.signature);
        return [];
      case 'citation':
        this.#losses.dropped(`${placeOf(part)}/citations`, part.citation, 'citations in a stream');
        return [];
      case 'logprobs':
        this.#losses.dropped(`/candidates/${part.candidate}/logprobs`, part.tokens, 'log probabilities');
        return [];
      case 'finish':
        this.#finishes.push(part);
        return [];
      case 'usage':
        this.#usage = { ...this.#usage, ...part.usage };
        return [];
      case 'error':
        return [{ data: JSON.stringify(writeError(part.error).body) }];
      case 'extension':
        this.#losses.extension(part);
        return [];
      case 'end':
        return this.#end();
    }
  }

  #begin(candidate: number, part: number, whole: Part): readonly WireEvent[] {
    const value = fitThoughts(whole, placeOf({ candidate, part }), 'mistral', this.#losses);
    this.#open.set(`${candidate} ${part}`, { ...value });
    if (value.type === 'tool_call') return [];
    const grows = value.type === 'text' || value.type === 'reasoning' || value.type === 'refusal';
    if (grows && value.text === '') return [];
    const chunk = answerChunk(value);
    if (chunk === undefined) {
      this.#losses.dropped(placeOf({ candidate, part }), value, value.type);
      return [];
    }
    return [this.#delta(candidate, { content: value.type === 'text' ? value.text : [chunk] })];
  }

  #grow(candidate: number, part: number, text: string): readonly WireEvent[] {
    const open = this.#open.get(`${candidate} ${part}`);
    if (open?.type === 'tool_call') open.arguments += text;
    else if (open?.type === 'text' || open?.type === 'refusal')
      return [this.#delta(candidate, { content: text })];
    else if (open?.type === 'reasoning')
      return [
        this.#delta(candidate, { content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }),
      ];
    return [];
  }

  #endPart(candidate: number, part: number): readonly WireEvent[] {
    const key = `${candidate} ${part}`;
    const open = this.#open.get(key);
    this.#open.delete(key);
    if (open?.type !== 'tool_call') return [];
    const index = this.#calls.get(candidate) ?? 0;
    this.#calls.set(candidate, index + 1);
    return [this.#delta(candidate, { tool_calls: [{ ...writeToolCall(open, open.id), index }] })];
  }

  #end(): readonly WireEvent[] {
    const out = [...this.#open.keys()].flatMap((key) => {
      const [candidate, part] = key.split(' ').map(Number) as [number, number];
      return this.#endPart(candidate, part);
    });
    for (const [i, { candidate, finish, raw }] of this.#finishes.entries()) {
      const last = i === this.#finishes.length - 1;
      const more = last && this.#usage !== undefined ? { usage: writeUsage(this.#usage) } : {};
      const word = writeFinish(FINISH, this.#losses, candidate, finish, raw);
      out.push(this.#delta(candidate, { content: '' }, word, more));
    }
    return [...out, { data: '[DONE]' }];
  }

  #delta(
    candidate: number,
    delta: JsonObject,
    finish: string | null = null,
    more: JsonObject = {},
  ): WireEvent {
    const said = this.#head.spoken(candidate, delta);
    return this.#head.chunk([{ index: candidate, delta: said, finish_reason: finish }], more);
  }
}
