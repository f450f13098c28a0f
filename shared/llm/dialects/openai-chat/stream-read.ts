import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { LlmErrorCode } from '../../protocol/error.ts';
import type { Part } from '../../protocol/part.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import type { StreamReader } from '../dialect.ts';
import { Fields, isAny, isNull, isObjects } from '../fields.ts';
import { OpenParts } from '../open-parts.ts';
import { errorBody } from './error.ts';
import { readFinish } from './finish.ts';
import { readLogprobs } from './logprobs.ts';
import { readUsage } from './usage.ts';

const DIALECT = 'openai-chat';

/** Chunks of `chat.completion.chunk`; also of servers that leave out the index of calls, usage, or `[DONE]`. */
export class OpenAiChatStreamReader implements StreamReader {
  readonly #parts = new OpenParts();
  /** Per candidate: the last call that was continued. */
  readonly #lastCall = new Map<number, string>();
  #started = false;
  #finished = false;
  #over = false;

  push({ data }: WireEvent): readonly StreamPart[] {
    if (this.#over) return [];
    if (data.trim() === '[DONE]') return this.#end();
    const chunk = parseJson(data);
    if (!isObject(chunk)) return this.#fail('invalid_response', 'An event of the stream is no JSON object.');
    if (chunk['error'] !== undefined && chunk['error'] !== null) {
      const {
        message = 'The provider ended the stream with an error.',
        raw,
        code,
      } = errorBody(chunk['error']) ?? {};
      return this.#fail(code ?? 'server', message, raw);
    }
    return this.#chunk(chunk);
  }

  close(): readonly StreamPart[] {
    if (this.#over) return [];
    return this.#finished
      ? this.#end()
      : this.#fail('stream_interrupted', 'The stream broke off before its end.');
  }

  #end(): readonly StreamPart[] {
    this.#over = true;
    return [...this.#parts.closeAll(), { type: 'end' }];
  }

  #fail(code: LlmErrorCode, message: string, raw?: string): readonly StreamPart[] {
    this.#over = true;
    return [{ type: 'error', error: { code, message, ...(raw === undefined ? {} : { raw }) } }];
  }

  #chunk(chunk: JsonObject): readonly StreamPart[] {
    const out: StreamPart[] = [];
    const fields = new Fields(chunk);
    fields.string('object');
    const [id, model, created] = [fields.string('id'), fields.string('model'), fields.int('created')];
    if (!this.#started) {
      this.#started = true;
      out.push({
        type: 'start',
        ...(id === undefined ? {} : { id }),
        ...(model === undefined ? {} : { model }),
        ...(created === undefined ? {} : { created }),
      });
    }
    for (const [i, choice] of (fields.take('choices', isObjects) ?? []).entries())
      this.#choice(choice, i, out);
    const usage = fields.object('usage') ?? fields.take('usage', isNull);
    if (usage) out.push({ type: 'usage', usage: readUsage(usage) });
    unmapped(fields, out);
    return out;
  }

  #choice(choice: JsonObject, i: number, out: StreamPart[]): void {
    const fields = new Fields(choice);
    const candidate = fields.int('index') ?? i;
    const delta = fields.object('delta');
    if (delta !== undefined) {
      const rest = this.#delta(delta, candidate, out);
      fields.leave('delta', rest);
    }
    const tokens = readLogprobs(choice['logprobs']);
    if (tokens !== undefined || choice['logprobs'] === null) fields.take('logprobs', isAny);
    if (tokens !== undefined) out.push({ type: 'logprobs', candidate, tokens });
    const raw = fields.string('finish_reason') ?? fields.take('finish_reason', isNull);
    unmapped(fields, out);
    if (typeof raw !== 'string') return;
    this.#finished = true;
    out.push(...this.#parts.close(candidate), { type: 'finish', candidate, finish: readFinish(raw), raw });
  }

  #delta(delta: JsonObject, candidate: number, out: StreamPart[]): JsonObject | undefined {
    const fields = new Fields(delta);
    fields.literal('role', 'assistant');
    const grow = (key: string, text: string | undefined, begin: Part): void => {
      if (text !== undefined && text !== '') out.push(...this.#parts.grow(candidate, key, begin, text));
    };
    for (const [key, begin] of TEXTS) {
      grow(key, fields.string(key), begin);
      fields.take(key, isNull);
    }
    for (const [i, call] of (fields.take('tool_calls', isObjects) ?? []).entries())
      this.#call(call, i, candidate, out);
    return fields.rest();
  }

  /** A call is continued by its index; without one by its id; without both it is the last one. */
  #call(call: JsonObject, i: number, candidate: number, out: StreamPart[]): void {
    const fields = new Fields(call);
    const [index, id, inner] = [fields.int('index'), fields.string('id'), fields.object('function') ?? {}];
    fields.string('type');
    const own = new Fields(inner);
    const [name, text] = [own.string('name'), own.string('arguments')];
    const key =
      index !== undefined
        ? `call ${index}`
        : id
          ? `call ${id}`
          : (this.#lastCall.get(candidate) ?? `call at ${i}`);
    this.#lastCall.set(candidate, key);
    const begin: Part = { type: 'tool_call', id: id ?? '', name: name ?? '', arguments: '' };
    out.push(...this.#parts.grow(candidate, key, begin, text ?? ''));
    fields.leave('function', own.rest());
    unmapped(fields, out);
  }
}

const TEXTS: readonly (readonly [string, Part])[] = [
  ['reasoning_content', { type: 'reasoning', text: '', dialect: DIALECT }],
  ['content', { type: 'text', text: '' }],
  ['refusal', { type: 'refusal', text: '' }],
];

function unmapped(fields: Fields, out: StreamPart[]): void {
  const value = fields.rest();
  if (value !== undefined) out.push({ type: 'extension', dialect: DIALECT, value });
}
