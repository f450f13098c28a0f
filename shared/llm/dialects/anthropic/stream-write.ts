import type { JsonObject } from '../../json.ts';
import type { Loss } from '../../losses/loss.ts';
import type { Part } from '../../protocol/part.ts';
import type { Usage } from '../../protocol/response.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import { fitThoughts, isCitationOf, isForeign } from '../answer-fit.ts';
import { AnswerLosses } from '../answer-losses.ts';
import type { AnswerContext, StreamWriter } from '../dialect.ts';
import { writeFinish } from '../finish-words.ts';
import { writeAnswerPart } from './answer-part.ts';
import { writeError } from './error.ts';
import { finishAt } from './finish.ts';
import { writeUsage } from './usage.ts';

/**
 * A canonical stream as events of a `message`. Blocks are never interleaved here: what comes for a later part while an
 * earlier one is open waits for its turn. Only the first candidate has a place.
 */
export class AnthropicStreamWriter implements StreamWriter {
  readonly #context: AnswerContext;
  #started = false;
  #usage: Usage;
  #finish: Extract<StreamPart, { type: 'finish' }> | undefined;
  /** The part whose block is open; -1: none. */
  #open = -1;
  #next = 0;
  readonly #waiting: StreamPart[] = [];
  readonly #types = new Map<number, Part['type']>();
  /** Thoughts of another provider. */
  readonly #foreign = new Set<number>();
  /** Parts that have no block. */
  readonly #absent = new Set<number>();
  readonly #losses = new AnswerLosses('anthropic');

  get losses(): readonly Loss[] {
    return this.#losses.list;
  }

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#usage = context.usage ?? {};
  }

  push(part: StreamPart): readonly WireEvent[] {
    switch (part.type) {
      case 'start':
        return this.#start(part.id, part.model);
      case 'part_start':
      case 'delta':
      case 'signature':
      case 'citation':
      case 'part_end':
        return this.#isFirst(part) ? [...this.#start(), ...this.#content(part)] : [];
      case 'usage':
        this.#usage = { ...this.#usage, ...part.usage };
        return [];
      case 'finish':
        if (this.#isFirst(part)) this.#finish = part;
        return [];
      case 'error':
        return [event(writeError(part.error).body)];
      case 'end':
        return this.#end();
      case 'logprobs':
        if (this.#isFirst(part))
          this.#losses.dropped('/candidates/0/logprobs', part.tokens, 'log probabilities');
        return [];
      case 'extension':
        this.#losses.extension(part);
        return [];
    }
  }

  /** A further candidate is told once, as a whole. */
  #isFirst(part: Extract<StreamPart, { readonly candidate: number }>): boolean {
    if (part.candidate === 0) return true;
    this.#losses.dropped(`/candidates/${part.candidate}`, part, 'a further candidate');
    return false;
  }

  #start(id?: string, model?: string): WireEvent[] {
    if (this.#started) return [];
    this.#started = true;
    return [
      event({
        type: 'message_start',
        message: {
          id: id ?? this.#context.id,
          type: 'message',
          role: 'assistant',
          model: model ?? this.#context.model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          stop_details: null,
          container: null,
          usage: writeUsage(this.#usage),
        },
      }),
    ];
  }

  #content(part: Extract<StreamPart, { readonly part: number }>): WireEvent[] {
    if (this.#absent.has(part.part)) return [];
    if (part.type === 'part_start' && this.#open === -1) return this.#begin(part.part, part.value);
    if (part.part !== this.#open || part.type === 'part_start') {
      this.#waiting.push(part);
      return [];
    }
    if (part.type !== 'part_end') return this.#grow(part);
    const out = [event({ type: 'content_block_stop', index: this.#next++ })];
    this.#open = -1;
    for (const late of this.#waiting.splice(0)) out.push(...this.#content(late as typeof part));
    return out;
  }

  #begin(part: number, whole: Part): WireEvent[] {
    const value = fitThoughts(whole, `/candidates/0/content/${part}`, 'anthropic', this.#losses);
    if (isForeign(value, 'anthropic')) this.#foreign.add(part);
    // What it said was told as what it is; words may only come later.
    const empty = value !== whole && value.type === 'reasoning' && value.text === undefined;
    const block = empty ? undefined : blockOf(value);
    if (block === undefined) {
      if (!empty) this.#losses.dropped(`/candidates/0/content/${part}`, value, value.type);
      this.#absent.add(part);
      return [];
    }
    this.#types.set(part, value.type);
    this.#open = part;
    const begun = event({
      type: 'content_block_start',
      index: this.#next,
      content_block: block,
    });
    const rest = value.type === 'tool_call' ? value.arguments : '';
    return rest === '' ? [begun] : [begun, this.#delta({ type: 'input_json_delta', partial_json: rest })];
  }

  #grow(
    part: Exclude<Extract<StreamPart, { readonly part: number }>, { type: 'part_start' | 'part_end' }>,
  ): WireEvent[] {
    if (part.type === 'signature' && part.encrypted) {
      this.#losses.dropped(
        `/candidates/0/content/${part.part}/encrypted`,
        part.signature,
        'thoughts that another provider encrypted',
        'low',
      );
      return [];
    }
    if (part.type === 'signature' && this.#foreign.has(part.part)) {
      this.#losses.signature(`/candidates/0/content/${part.part}`, part.signature);
      return [];
    }
    if (part.type === 'signature')
      return [this.#delta({ type: 'signature_delta', signature: part.signature })];
    if (part.type === 'citation' && !isCitationOf(part.citation, 'anthropic')) {
      this.#losses.dropped(
        `/candidates/0/content/${part.part}/citations`,
        part.citation,
        'citations of another provider',
      );
      return [];
    }
    if (part.type === 'citation') {
      const text = writeAnswerPart({ type: 'text', text: '', citations: [part.citation] });
      const [citation] = (text?.['citations'] ?? []) as readonly JsonObject[];
      return citation === undefined ? [] : [this.#delta({ type: 'citations_delta', citation })];
    }
    switch (this.#types.get(part.part)) {
      case 'tool_call':
        return [this.#delta({ type: 'input_json_delta', partial_json: part.text })];
      case 'reasoning':
        return [this.#delta({ type: 'thinking_delta', thinking: part.text })];
      default:
        return [this.#delta({ type: 'text_delta', text: part.text })];
    }
  }

  #delta(delta: JsonObject): WireEvent {
    return event({ type: 'content_block_delta', index: this.#next, delta });
  }

  #end(): WireEvent[] {
    const out = this.#start();
    if (this.#open !== -1) out.push(event({ type: 'content_block_stop', index: this.#next }));
    const { finish, raw, stopSequence } = this.#finish ?? {};
    out.push(
      event({
        type: 'message_delta',
        delta: {
          stop_reason: writeFinish(finishAt(stopSequence), this.#losses, 0, finish, raw),
          stop_sequence: stopSequence ?? null,
          stop_details: null,
          container: null,
        },
        usage: writeUsage(this.#usage),
      }),
      event({ type: 'message_stop' }),
    );
    return out;
  }
}

/** A block as it begins. */
function blockOf(value: Part): JsonObject | undefined {
  if (value.type === 'tool_call') return writeAnswerPart({ ...value, arguments: '{}' });
  const thinks = value.type === 'reasoning' && value.encrypted === undefined;
  return writeAnswerPart(thinks ? { ...value, text: value.text ?? '' } : value);
}

function event(value: JsonObject): WireEvent {
  return { event: String(value['type']), data: JSON.stringify(value) };
}
