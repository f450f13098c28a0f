import { isObject, type JsonObject, parseJson } from '../json.ts';
import type { LlmError } from '../protocol/error.ts';
import type { Dialect } from '../protocol/part.ts';
import type { Usage } from '../protocol/response.ts';
import type { StreamPart, WireEvent } from '../protocol/stream.ts';
import { wrongCandidate } from './candidate-index.ts';
import type { StreamReader } from './dialect.ts';
import { Fields, isNull, isObjects } from './fields.ts';
import { OpenParts } from './open-parts.ts';

/** A stream of `chat.completion.chunk`, ended by `[DONE]`: what servers that speak OpenAI's chat or Mistral's have in common. */
export abstract class ChunkStreamReader implements StreamReader {
  protected readonly parts = new OpenParts();
  /** A choice has said why it ended. */
  protected finished = false;
  readonly #dialect: Dialect;
  #started = false;
  #over = false;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** The error that a chunk is; undefined: it is none. */
  protected abstract errorIn(
    chunk: JsonObject,
  ): Partial<Pick<LlmError, 'code' | 'message' | 'raw'>> | undefined;
  protected abstract choice(choice: JsonObject, i: number, out: StreamPart[]): void;
  protected abstract usage(usage: JsonObject): Usage;
  /** What `[DONE]` is where no choice has said why it ended; undefined: the end. */
  protected abstract readonly unfinished: string | undefined;

  push({ data }: WireEvent): readonly StreamPart[] {
    if (this.#over) return [];
    if (data.trim() === '[DONE]') return this.#end();
    const chunk = parseJson(data);
    if (!isObject(chunk))
      return this.#fail({ code: 'invalid_response', message: 'An event of the stream is no JSON object.' });
    const wrong = wrongCandidate(chunk, 'choices');
    if (wrong !== undefined) return this.#fail(wrong);
    const error = this.errorIn(chunk);
    if (error === undefined) return this.#chunk(chunk);
    return this.#fail({ code: 'server', message: 'The provider ended the stream with an error.', ...error });
  }

  close(): readonly StreamPart[] {
    if (this.#over) return [];
    // Of several answers one may have ended, and the others been cut off.
    return this.finished && !this.parts.some
      ? this.#end()
      : this.#fail({ code: 'stream_interrupted', message: 'The stream broke off before its end.' });
  }

  #end(): readonly StreamPart[] {
    if (!this.finished && this.unfinished !== undefined)
      return this.#fail({ code: 'stream_interrupted', message: this.unfinished });
    this.#over = true;
    return [...this.parts.closeAll(), { type: 'end' }];
  }

  #fail(error: LlmError): readonly StreamPart[] {
    this.#over = true;
    return [{ type: 'error', error }];
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
      this.choice(choice, i, out);
    const usage = fields.object('usage') ?? fields.take('usage', isNull);
    if (usage) out.push({ type: 'usage', usage: this.usage(usage) });
    this.unmapped(fields, out);
    return out;
  }

  /** What is left of fields has no canonical word. */
  protected unmapped(fields: Fields, out: StreamPart[]): void {
    const value = fields.rest();
    if (value !== undefined) out.push({ type: 'extension', dialect: this.#dialect, value });
  }
}
