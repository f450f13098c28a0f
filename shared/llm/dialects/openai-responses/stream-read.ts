import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { LlmErrorCode } from '../../protocol/error.ts';
import type { Part } from '../../protocol/part.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import type { StreamReader } from '../dialect.ts';
import { Fields, isAny } from '../fields.ts';
import { OpenParts } from '../open-parts.ts';
import { errorBody } from '../openai-chat/error.ts';
import { readLogprobs } from '../openai-chat/logprobs.ts';
import { readFinish } from './finish.ts';
import { BETWEEN, readCitation, readReasoning } from './part-read.ts';
import { readUsage } from './usage.ts';

const DIALECT = 'openai-responses';

/** Events from `response.created` to `response.completed`, `.incomplete` or `.failed`. Repeated ones count once. */
export class OpenAiResponsesStreamReader implements StreamReader {
  readonly #parts = new OpenParts();
  readonly #numbers = new Set<number>();
  #newest = Number.NEGATIVE_INFINITY;
  /** A closing event repeats something else than what had come in pieces. */
  #torn = false;
  /** What came of each part in pieces, by its key: what a closing event repeats is not said again. */
  readonly #come = new Map<string, string>();
  /** The summary that thoughts are at, by output. */
  readonly #summary = new Map<number, number>();
  #calls = false;
  #started = false;
  #over = false;

  push({ data }: WireEvent): readonly StreamPart[] {
    if (this.#over || data.trim() === '[DONE]') return [];
    const event = parseJson(data);
    if (!isObject(event)) return this.#fail('invalid_response', 'An event of the stream is no JSON object.');
    const number = event['sequence_number'];
    if (typeof number === 'number') {
      if (this.#numbers.has(number)) return [];
      if (number < this.#newest)
        return this.#fail('invalid_response', 'The events of the stream are out of order.');
      this.#numbers.add(number);
      this.#newest = number;
    }
    const parts = this.#event(event);
    return this.#torn
      ? this.#fail('invalid_response', 'The pieces of the stream do not add up to what it says in the end.')
      : parts;
  }

  close(): readonly StreamPart[] {
    return this.#over ? [] : this.#fail('stream_interrupted', 'The stream broke off before its end.');
  }

  #fail(code: LlmErrorCode, message: string, raw?: string): readonly StreamPart[] {
    this.#over = true;
    return [{ type: 'error', error: { code, message, ...(raw === undefined ? {} : { raw }) } }];
  }

  #event(event: JsonObject): readonly StreamPart[] {
    const type = String(event['type']);
    switch (type) {
      case 'response.created':
      case 'response.in_progress':
      case 'response.queued':
        return this.#start(event);
      case 'response.output_item.added':
        return this.#item(event, false);
      case 'response.output_item.done':
        return this.#item(event, true);
      case 'response.content_part.added':
      case 'response.reasoning_summary_part.added':
        return [];
      case 'response.content_part.done':
        return this.#parts.end(0, keyOf(event));
      case 'response.reasoning_summary_part.done':
        return [];
      case 'response.output_text.annotation.added': {
        const [part, annotation] = [this.#parts.number(0, keyOf(event)), event['annotation']];
        return part === undefined || !isObject(annotation)
          ? unmapped(event)
          : [{ type: 'citation', candidate: 0, part, citation: readCitation(annotation) }];
      }
      case 'response.completed':
      case 'response.incomplete':
        return this.#end(event);
      case 'response.failed': {
        const response = event['response'];
        return this.#error(isObject(response) ? response['error'] : undefined);
      }
      case 'error':
        return this.#error(isObject(event['error']) ? event['error'] : event);
      default: {
        const text = TEXTS[type];
        return text === undefined ? unmapped(event) : this.#text(event, text);
      }
    }
  }

  #error(error: unknown): readonly StreamPart[] {
    const { message = 'The provider ended the stream with an error.', raw, code } = errorBody(error) ?? {};
    return this.#fail(code ?? 'server', message, raw);
  }

  #start(event: JsonObject): readonly StreamPart[] {
    if (this.#started) return [];
    this.#started = true;
    const response = new Fields(isObject(event['response']) ? event['response'] : {});
    const [id, model, created] = [
      response.string('id'),
      response.string('model'),
      response.int('created_at'),
    ];
    return [
      {
        type: 'start',
        ...(id === undefined ? {} : { id }),
        ...(model === undefined ? {} : { model }),
        ...(created === undefined ? {} : { created }),
      },
    ];
  }

  #item(event: JsonObject, done: boolean): readonly StreamPart[] {
    const item = event['item'];
    if (!isObject(item)) return unmapped(event);
    const output = Number(event['output_index'] ?? 0);
    switch (item['type']) {
      case 'message':
        return done ? this.#message(item, output) : [];
      case 'function_call': {
        const key = `${output} call`;
        const begin = beginningOfCall(item);
        this.#calls = true;
        const whole = done && typeof item['arguments'] === 'string' ? item['arguments'] : '';
        const out = this.#grow(key, begin, this.#rest(key, whole));
        return done ? [...out, ...this.#parts.end(0, key)] : out;
      }
      case 'reasoning':
        return done ? this.#thoughts(item, output) : [];
      default:
        if (!done) return [];
        return [
          ...this.#parts.grow(0, `${output} item`, { type: 'foreign', dialect: DIALECT, value: item }, ''),
          ...this.#parts.end(0, `${output} item`),
        ];
    }
  }

  /** What a message says in the end and had not said in pieces. */
  #message(item: JsonObject, output: number): readonly StreamPart[] {
    const out: StreamPart[] = [];
    const content = Array.isArray(item['content']) ? (item['content'] as readonly unknown[]) : [];
    for (const [i, part] of content.entries()) {
      if (!isObject(part)) continue;
      const key = `${output} ${i}`;
      const text = part['type'] === 'refusal' ? part['refusal'] : part['text'];
      if (typeof text !== 'string') continue;
      const begin: Part = { type: part['type'] === 'refusal' ? 'refusal' : 'text', text: '' };
      out.push(...this.#grow(key, begin, this.#rest(key, text)), ...this.#parts.end(0, key));
    }
    return out;
  }

  /** Encrypted thoughts come with the end of their item. */
  #thoughts(item: JsonObject, output: number): readonly StreamPart[] {
    const key = `${output} thoughts`;
    const part = readReasoning(item);
    if (part?.type !== 'reasoning') return unmapped({ type: 'response.output_item.done', item });
    const { encrypted, text = '', ...begin } = part;
    const empty: Part = part.text === undefined ? begin : { ...begin, text: '' };
    const out = this.#grow(key, empty, this.#rest(key, text));
    const number = this.#parts.number(0, key);
    if (encrypted !== undefined && number !== undefined)
      out.push({ type: 'signature', candidate: 0, part: number, signature: encrypted, encrypted: true });
    return [...out, ...this.#parts.end(0, key)];
  }

  /** More of a text, or the whole of it where no piece had come. */
  #text(event: JsonObject, { kind, field, whole }: TextEvent): readonly StreamPart[] {
    const said = event[field];
    if (typeof said !== 'string') return unmapped(event);
    const output = Number(event['output_index'] ?? 0);
    const key =
      kind === 'call' ? `${output} call` : kind === 'thoughts' ? `${output} thoughts` : keyOf(event);
    if (kind === 'call') this.#calls = true;
    if (whole && kind === 'thoughts') return [];
    const begin = kind === 'thoughts' ? beginningOfThoughts(event) : BEGINNINGS[kind];
    const between = kind === 'thoughts' ? this.#between(event, output) : '';
    const out = this.#grow(key, begin, whole ? this.#rest(key, said) : between + said);
    const tokens = whole ? undefined : readLogprobs({ content: event['logprobs'] ?? null });
    if (tokens !== undefined && tokens.length > 0) out.push({ type: 'logprobs', candidate: 0, tokens });
    return out;
  }

  /** One summary after another is one part. */
  #between(event: JsonObject, output: number): string {
    const index = Number(event['summary_index'] ?? event['content_index'] ?? 0);
    const before = this.#summary.get(output);
    this.#summary.set(output, index);
    return before === undefined || before === index ? '' : BETWEEN;
  }

  #rest(key: string, whole: string): string {
    const come = this.#come.get(key) ?? '';
    if (whole.startsWith(come)) return whole.slice(come.length);
    // Thoughts are told in several ways, of which the last need not be the one that came.
    this.#torn ||= !key.endsWith('thoughts');
    return '';
  }

  #grow(key: string, begin: Part, text: string): StreamPart[] {
    const known = this.#come.get(key);
    // What has ended does not begin again.
    if (known !== undefined && this.#parts.number(0, key) === undefined) return [];
    this.#come.set(key, (known ?? '') + text);
    return this.#parts.grow(0, key, begin, text);
  }

  #end(event: JsonObject): readonly StreamPart[] {
    const response = isObject(event['response']) ? event['response'] : {};
    const out: StreamPart[] = [...this.#start(event), ...this.#parts.closeAll()];
    const fields = new Fields(response);
    // Said before, in pieces.
    for (const key of [
      'id',
      'object',
      'model',
      'created_at',
      'output',
      'status',
      'incomplete_details',
      'error',
    ])
      fields.take(key, isAny);
    const usage = fields.object('usage');
    if (usage !== undefined) out.push({ type: 'usage', usage: readUsage(usage) });
    const status = response['status'] ?? String(event['type']).replace('response.', '');
    const { finish = 'other', rawFinish } = readFinish({ ...response, status }, this.#calls);
    out.push({
      type: 'finish',
      candidate: 0,
      finish,
      ...(rawFinish === undefined ? {} : { raw: rawFinish }),
    });
    const rest = fields.rest();
    if (rest !== undefined) out.push({ type: 'extension', dialect: DIALECT, value: rest });
    this.#over = true;
    return [...out, { type: 'end' }];
  }
}

interface TextEvent {
  readonly kind: 'text' | 'refusal' | 'call' | 'thoughts';
  readonly field: string;
  /** The event repeats what came in pieces. */
  readonly whole?: true;
}

const TEXTS: Readonly<Record<string, TextEvent | undefined>> = {
  'response.output_text.delta': { kind: 'text', field: 'delta' },
  'response.output_text.done': { kind: 'text', field: 'text', whole: true },
  'response.refusal.delta': { kind: 'refusal', field: 'delta' },
  'response.refusal.done': { kind: 'refusal', field: 'refusal', whole: true },
  'response.function_call_arguments.delta': { kind: 'call', field: 'delta' },
  'response.function_call_arguments.done': { kind: 'call', field: 'arguments', whole: true },
  'response.reasoning_summary_text.delta': { kind: 'thoughts', field: 'delta' },
  'response.reasoning_summary_text.done': { kind: 'thoughts', field: 'text', whole: true },
  'response.reasoning_text.delta': { kind: 'thoughts', field: 'delta' },
  'response.reasoning_text.done': { kind: 'thoughts', field: 'text', whole: true },
};

const BEGINNINGS = {
  text: { type: 'text', text: '' },
  refusal: { type: 'refusal', text: '' },
  call: { type: 'tool_call', id: '', name: '', arguments: '' },
} as const satisfies Record<string, Part>;

function beginningOfThoughts(event: JsonObject): Part {
  const id = event['item_id'];
  const summary = String(event['type']).includes('summary');
  return {
    type: 'reasoning',
    text: '',
    ...(typeof id === 'string' ? { id } : {}),
    ...(summary ? { summary } : {}),
    dialect: DIALECT,
  };
}

function beginningOfCall({ call_id: id, name }: JsonObject): Part {
  return {
    type: 'tool_call',
    id: typeof id === 'string' ? id : '',
    name: typeof name === 'string' ? name : '',
    arguments: '',
  };
}

/** Content parts are told apart by the item and their place in it. */
function keyOf(event: JsonObject): string {
  return `${Number(event['output_index'] ?? 0)} ${Number(event['content_index'] ?? 0)}`;
}

function unmapped(value: JsonObject): readonly StreamPart[] {
  return [{ type: 'extension', dialect: DIALECT, value }];
}
