import type { JsonObject } from '../../json.ts';
import type { Part } from '../../protocol/part.ts';
import type { Usage } from '../../protocol/response.ts';
import type { StreamPart } from '../../protocol/stream.ts';
import { ChunkStreamReader } from '../chunk-stream.ts';
import { Fields, isAny, isNull, isObjects } from '../fields.ts';
import { errorBody } from './error.ts';
import { FINISH } from './finish.ts';
import { readLogprobs } from './logprobs.ts';
import { readUsage } from './usage.ts';

const DIALECT = 'openai-chat';

/** Chunks of `chat.completion.chunk`; also of servers that leave out the index of calls, usage, or `[DONE]`. */
export class OpenAiChatStreamReader extends ChunkStreamReader {
  /** Per candidate: the last call that was continued. */
  readonly #lastCall = new Map<number, string>();
  /** Per candidate and index: the call that has it, and its id. */
  readonly #calls = new Map<string, { readonly key: string; readonly id: string }>();
  /** Some servers end without a reason. */
  protected readonly unfinished = undefined;

  constructor() {
    super(DIALECT);
  }

  protected errorIn(chunk: JsonObject) {
    const error = chunk['error'];
    return error === undefined || error === null ? undefined : (errorBody(error) ?? {});
  }

  protected usage(usage: JsonObject): Usage {
    return readUsage(usage);
  }

  protected choice(choice: JsonObject, i: number, out: StreamPart[]): void {
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
    this.unmapped(fields, out);
    if (typeof raw !== 'string') return;
    this.finished = true;
    out.push(...this.parts.close(candidate), { type: 'finish', candidate, finish: FINISH.read(raw), raw });
  }

  #delta(delta: JsonObject, candidate: number, out: StreamPart[]): JsonObject | undefined {
    const fields = new Fields(delta);
    fields.literal('role', 'assistant');
    const grow = (key: string, text: string | undefined, begin: Part): void => {
      if (text !== undefined && text !== '') out.push(...this.parts.grow(candidate, key, begin, text));
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
        ? this.#indexed(`${candidate} ${index}`, id ?? '', name ?? '')
        : id
          ? `call ${id}`
          : (this.#lastCall.get(candidate) ?? `call at ${i}`);
    this.#lastCall.set(candidate, key);
    const begin: Part = { type: 'tool_call', id: id ?? '', name: name ?? '', arguments: '' };
    out.push(...this.parts.grow(candidate, key, begin, text ?? ''));
    fields.leave('function', own.rest());
    this.unmapped(fields, out);
  }

  /** Some servers give every call the same index: another id that names a function begins another call. */
  #indexed(place: string, id: string, name: string): string {
    const known = this.#calls.get(place);
    if (known !== undefined && (id === '' || name === '' || known.id === '' || known.id === id))
      return known.key;
    const key = `call ${place} ${known === undefined ? '' : id}`;
    this.#calls.set(place, { key, id });
    return key;
  }
}

const TEXTS: readonly (readonly [string, Part])[] = [
  ['reasoning_content', { type: 'reasoning', text: '', dialect: DIALECT }],
  ['content', { type: 'text', text: '' }],
  ['refusal', { type: 'refusal', text: '' }],
];
