import { isObject, type JsonObject } from '../../json.ts';
import type { Part } from '../../protocol/part.ts';
import type { Usage } from '../../protocol/response.ts';
import type { StreamPart } from '../../protocol/stream.ts';
import { ChunkStreamReader } from '../chunk-stream.ts';
import { Fields, isNull, isObjects } from '../fields.ts';
import { errorBody } from './error.ts';
import { FINISH } from './finish.ts';
import { readPart } from './part-read.ts';
import { readUsage } from './usage.ts';

const DIALECT = 'mistral';

interface Progress {
  /** What is open of the content: `text` or `reasoning`, with a number. */
  open: string | undefined;
  /** Calls by their index, which may be missing, and the last one. */
  readonly calls: Map<number, string>;
  last: string | undefined;
}

/** Chunks of `chat.completion.chunk`, whose content is text or chunks of a content; ended by `[DONE]`. */
export class MistralStreamReader extends ChunkStreamReader {
  readonly #candidates = new Map<number, Progress>();
  #count = 0;
  protected readonly unfinished = 'The stream ended without a finish reason.';

  constructor() {
    super(DIALECT);
  }

  protected errorIn(chunk: JsonObject) {
    return chunk['object'] === 'error' || isObject(chunk['error']) ? errorBody(chunk) : undefined;
  }

  protected usage(usage: JsonObject): Usage {
    return readUsage(usage);
  }

  protected choice(choice: JsonObject, i: number, out: StreamPart[]): void {
    const fields = new Fields(choice);
    const candidate = fields.int('index') ?? i;
    const delta = new Fields(fields.object('delta') ?? {});
    delta.literal('role', 'assistant');
    delta.take('role', isNull);
    const text = delta.string('content') ?? delta.take('content', isNull);
    const chunks = delta.take('content', isObjects) ?? (text ? [{ type: 'text', text }] : []);
    for (const chunk of chunks) this.#content(readPart(chunk), candidate, out);
    delta.take('tool_calls', isNull);
    for (const call of delta.take('tool_calls', isObjects) ?? []) this.#call(call, candidate, out);
    fields.leave('delta', delta.rest());
    const raw = fields.string('finish_reason') ?? fields.take('finish_reason', isNull);
    this.unmapped(fields, out);
    if (typeof raw !== 'string') return;
    this.finished = true;
    out.push(...this.parts.close(candidate), { type: 'finish', candidate, finish: FINISH.read(raw), raw });
  }

  /** Texts and thoughts grow; every other chunk is whole. */
  #content(part: Part, candidate: number, out: StreamPart[]): void {
    const progress = this.#progress(candidate);
    const grows = part.type === 'text' || part.type === 'reasoning';
    if (progress.open !== undefined && !progress.open.startsWith(part.type)) {
      out.push(...this.parts.end(candidate, progress.open));
      progress.open = undefined;
    }
    const key = progress.open ?? `${part.type} ${this.#count++}`;
    const text = grows ? (part.text ?? '') : '';
    const begin: Part = part.type === 'reasoning' ? { type: 'reasoning', text: '', dialect: DIALECT } : part;
    out.push(
      ...this.parts.grow(candidate, key, begin.type === 'text' ? { ...begin, text: '' } : begin, text),
    );
    if (grows) progress.open = key;
    else out.push(...this.parts.end(candidate, key));
  }

  /** A call begins with its id; without one it is continued, by its index where that is said. */
  #call(call: JsonObject, candidate: number, out: StreamPart[]): void {
    const progress = this.#progress(candidate);
    const fields = new Fields(call);
    const [given, index, inner] = [fields.string('id'), fields.int('index'), fields.object('function') ?? {}];
    fields.string('type');
    const own = new Fields(inner);
    const [name, text] = [own.string('name'), own.string('arguments')];
    const object = own.take('arguments', isObject);
    const id = given === 'null' ? undefined : given;
    const known = index === undefined ? progress.last : (progress.calls.get(index) ?? progress.last);
    const key = id ? `call ${id}` : (known ?? 'call');
    if (index !== undefined) progress.calls.set(index, key);
    progress.last = key;
    const begin: Part = { type: 'tool_call', id: id ?? '', name: name ?? '', arguments: '' };
    out.push(...this.parts.grow(candidate, key, begin, text ?? (object ? JSON.stringify(object) : '')));
    fields.leave('function', own.rest());
    this.unmapped(fields, out);
  }

  #progress(candidate: number): Progress {
    let progress = this.#candidates.get(candidate);
    if (progress === undefined) {
      progress = { open: undefined, calls: new Map(), last: undefined };
      this.#candidates.set(candidate, progress);
    }
    return progress;
  }
}
