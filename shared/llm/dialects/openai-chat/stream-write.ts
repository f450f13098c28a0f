import type { Json, JsonObject } from '../../json.ts';
import type { Loss } from '../../losses/loss.ts';
import type { Usage } from '../../protocol/response.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import { fitThoughts } from '../answer-fit.ts';
import { AnswerLosses, placeOf } from '../answer-losses.ts';
import { ChunkHead } from '../chunk-head.ts';
import type { AnswerContext, StreamWriter } from '../dialect.ts';
import { writeFinish } from '../finish-words.ts';
import { writeError } from './error.ts';
import { FINISH } from './finish.ts';
import { writeLogprobs } from './logprobs.ts';
import { writeUsage } from './usage.ts';

/** A canonical stream as chunks of `chat.completion.chunk`, ended by `[DONE]`. */
export class OpenAiChatStreamWriter implements StreamWriter {
  readonly #head: ChunkHead;
  /** What each open part is written as; calls have an index among the calls of their candidate. */
  readonly #parts = new Map<string, { readonly field: string; readonly call?: number }>();
  readonly #calls = new Map<number, number>();
  #usage: Usage | undefined;
  readonly #tellsUsage: boolean;
  readonly #losses = new AnswerLosses('openai-chat');

  get losses(): readonly Loss[] {
    return this.#losses.list;
  }

  constructor(context: AnswerContext) {
    this.#head = new ChunkHead(context);
    this.#tellsUsage = context.tellsUsage ?? true;
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
      case 'logprobs':
        return [this.#choice(part.candidate, {}, null, writeLogprobs(part.tokens))];
      case 'finish':
        if (part.stopSequence !== undefined)
          this.#losses.dropped(
            `/candidates/${part.candidate}/stopSequence`,
            part.stopSequence,
            'the stop text that was met',
            'low',
          );
        return [this.#finish(part)];
      case 'usage':
        this.#usage = { ...this.#usage, ...part.usage };
        return [];
      case 'error':
        return [{ data: JSON.stringify(writeError(part.error).body) }];
      case 'end':
        return this.#end();
      case 'signature':
        this.#losses.signature(placeOf(part), part.signature);
        return [];
      case 'citation':
        this.#losses.dropped(`${placeOf(part)}/citations`, part.citation, 'citations in a stream');
        return [];
      case 'extension':
        this.#losses.extension(part);
        return [];
      case 'part_end':
        return [];
    }
  }

  /** The tokens stand in the last chunk, once. */
  #end(): readonly WireEvent[] {
    const done = { data: '[DONE]' };
    return this.#usage === undefined || !this.#tellsUsage
      ? [done]
      : [this.#head.chunk([], { usage: writeUsage(this.#usage) }), done];
  }

  #finish({ candidate, finish, raw }: Extract<StreamPart, { type: 'finish' }>): WireEvent {
    const word = writeFinish(FINISH, this.#losses, candidate, finish, raw);
    return this.#choice(candidate, {}, word);
  }

  #begin(
    candidate: number,
    part: number,
    value: Extract<StreamPart, { type: 'part_start' }>['value'],
  ): readonly WireEvent[] {
    const key = `${candidate} ${part}`;
    if (value.type === 'tool_call') {
      const call = this.#calls.get(candidate) ?? 0;
      this.#calls.set(candidate, call + 1);
      this.#parts.set(key, { field: 'tool_calls', call });
      const { id, name, arguments: text } = value;
      return [
        this.#choice(candidate, {
          tool_calls: [{ index: call, id, type: 'function', function: { name, arguments: text } }],
        }),
      ];
    }
    const field = FIELDS[value.type];
    if (field === undefined) {
      this.#losses.dropped(placeOf({ candidate, part }), value, value.type);
      return [];
    }
    this.#parts.set(key, { field });
    fitThoughts(value, placeOf({ candidate, part }), 'openai-chat', this.#losses);
    const text = 'text' in value ? (value.text ?? '') : '';
    return text === '' ? [] : [this.#choice(candidate, { [field]: text })];
  }

  #grow(candidate: number, part: number, text: string): readonly WireEvent[] {
    const open = this.#parts.get(`${candidate} ${part}`);
    if (open === undefined) return [];
    if (open.call === undefined) return [this.#choice(candidate, { [open.field]: text })];
    return [this.#choice(candidate, { tool_calls: [{ index: open.call, function: { arguments: text } }] })];
  }

  #choice(
    candidate: number,
    delta: JsonObject,
    finish: string | null = null,
    logprobs: Json = null,
  ): WireEvent {
    const said = this.#head.spoken(candidate, delta);
    return this.#head.chunk([{ index: candidate, delta: said, logprobs, finish_reason: finish }]);
  }
}

const FIELDS: Readonly<Record<string, string>> = {
  text: 'content',
  refusal: 'refusal',
  reasoning: 'reasoning_content',
};
