import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { LlmError } from '../../protocol/error.ts';
import type { Part } from '../../protocol/part.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import { wrongCandidate } from '../candidate-index.ts';
import type { StreamReader } from '../dialect.ts';
import { Fields, isObjects } from '../fields.ts';
import { OpenParts } from '../open-parts.ts';
import { waitingSignature } from './answer-part.ts';
import { CallIds } from './call-ids.ts';
import { errorBody } from './error.ts';
import { finishOf } from './finish.ts';
import { readLogprobs } from './logprobs.ts';
import { readParts } from './part-read.ts';
import { blockReason } from './response.ts';
import { readUsage } from './usage.ts';

const DIALECT = 'gemini';

interface Progress {
  /** What the text that is open is: `text` or `thought`. */
  open: string | undefined;
  calls: boolean;
  finished: boolean;
}

/**
 * Chunks that are answers of their own, with whole calls. No word ends the stream: it is complete when it is closed and every
 * candidate has said why it ended.
 */
export class GeminiStreamReader implements StreamReader {
  readonly #parts = new OpenParts();
  readonly #candidates = new Map<number, Progress>();
  #ids: CallIds | undefined;
  #over = false;
  #count = 0;

  push({ data }: WireEvent): readonly StreamPart[] {
    if (this.#over) return [];
    const chunk = parseJson(data);
    if (!isObject(chunk))
      return this.#fail({ code: 'invalid_response', message: 'An event of the stream is no JSON object.' });
    if (chunk['error'] !== undefined) {
      const said = errorBody(chunk['error']);
      return this.#fail({
        ...said,
        code: said.code ?? 'server',
        message: said.message ?? 'The provider ended the stream with an error.',
      });
    }
    const wrong = wrongCandidate(chunk, 'candidates');
    return wrong === undefined ? this.#chunk(chunk) : this.#fail(wrong);
  }

  close(): readonly StreamPart[] {
    if (this.#over) return [];
    const progress = [...this.#candidates.values()];
    if (progress.length === 0 || progress.some(({ finished }) => !finished))
      return this.#fail({ code: 'stream_interrupted', message: 'The stream broke off before its end.' });
    this.#over = true;
    return [...this.#parts.closeAll(), { type: 'end' }];
  }

  #fail(error: LlmError): readonly StreamPart[] {
    this.#over = true;
    return [{ type: 'error', error }];
  }

  #chunk(chunk: JsonObject): readonly StreamPart[] {
    const out: StreamPart[] = [];
    const fields = new Fields(chunk);
    const [id, model] = [fields.string('responseId'), fields.string('modelVersion')];
    if (this.#ids === undefined) {
      this.#ids = new CallIds(id === undefined ? 'call' : `call_${id}`);
      out.push({
        type: 'start',
        ...(id === undefined ? {} : { id }),
        ...(model === undefined ? {} : { model }),
      });
    }
    for (const [i, candidate] of (fields.take('candidates', isObjects) ?? []).entries())
      this.#candidate(candidate, i, this.#ids, out);
    const usage = fields.object('usageMetadata');
    if (usage !== undefined) out.push({ type: 'usage', usage: readUsage(usage, false) });
    const blocked = blockReason(chunk);
    if (blocked !== undefined && this.#candidates.size === 0) {
      this.#progress(0).finished = true;
      out.push({ type: 'finish', candidate: 0, finish: 'content_filter', raw: blocked });
    }
    unmapped(fields, out);
    return out;
  }

  #candidate(wire: JsonObject, i: number, ids: CallIds, out: StreamPart[]): void {
    const fields = new Fields(wire);
    const candidate = fields.int('index') ?? i;
    const progress = this.#progress(candidate);
    // Nothing counts once a candidate has ended.
    if (progress.finished) return;
    const content = new Fields(fields.object('content') ?? {});
    content.literal('role', 'model');
    let signed = false;
    for (const part of readParts(content.take('parts', isObjects) ?? [], ids)) {
      this.#part(part, candidate, progress, signed, out);
      signed = waitingSignature(part) !== undefined;
    }
    fields.leave('content', content.rest());
    const tokens = readLogprobs(wire['logprobsResult']);
    if (tokens !== undefined) {
      fields.object('logprobsResult');
      out.push({ type: 'logprobs', candidate, tokens });
    }
    const raw = fields.string('finishReason');
    unmapped(fields, out);
    if (raw === undefined) return;
    progress.finished = true;
    out.push(...this.#parts.close(candidate));
    out.push({ type: 'finish', candidate, finish: finishOf(progress.calls).read(raw), raw });
  }

  /** Texts and thoughts grow; what bears a signature stands alone, and everything else is whole. */
  #part(part: Part, candidate: number, progress: Progress, signed: boolean, out: StreamPart[]): void {
    const kind = signed ? undefined : growing(part);
    if (progress.open !== undefined && (kind === undefined || !progress.open.startsWith(kind))) {
      out.push(...this.#parts.end(candidate, progress.open));
      progress.open = undefined;
    }
    if (part.type === 'tool_call') progress.calls = true;
    const key = progress.open ?? `${kind ?? 'whole'} ${this.#count++}`;
    const text = part.type === 'text' || part.type === 'reasoning' ? part.text : undefined;
    const begin = text === undefined ? part : ({ ...part, text: '' } as Part);
    out.push(...this.#parts.grow(candidate, key, begin, text ?? ''));
    if (kind === undefined) out.push(...this.#parts.end(candidate, key));
    else progress.open = key;
  }

  #progress(candidate: number): Progress {
    let progress = this.#candidates.get(candidate);
    if (progress === undefined) {
      progress = { open: undefined, calls: false, finished: false };
      this.#candidates.set(candidate, progress);
    }
    return progress;
  }
}

/** What a part may be continued as; undefined: it is whole. */
function growing(part: Part): 'text' | 'thought' | undefined {
  if (part.type === 'text') return part.extensions === undefined ? 'text' : undefined;
  const plain = part.type === 'reasoning' && part.signature === undefined && part.extensions === undefined;
  return plain ? 'thought' : undefined;
}

function unmapped(fields: Fields, out: StreamPart[]): void {
  const value = fields.rest();
  if (value !== undefined) out.push({ type: 'extension', dialect: DIALECT, value });
}
