import type { JsonObject } from '../../json.ts';
import type { Loss } from '../../losses/loss.ts';
import { Assembly } from '../../protocol/assemble.ts';
import type { Part } from '../../protocol/part.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import { fitThoughts, isForeign } from '../answer-fit.ts';
import { AnswerLosses, placeOf } from '../answer-losses.ts';
import type { AnswerContext, StreamWriter } from '../dialect.ts';
import { errorBody, writeError } from '../openai-chat/error.ts';
import { callItem, outputPart, reasoningItem, writeCitation } from './item-write.ts';
import { responseHead, writeResponse } from './response-write.ts';

const DIALECT = 'openai-responses';
const NOTHING: Part = { type: 'text', text: '' };

/** A canonical stream as events of a `response`: every part is an output item of its own. Only the first candidate has a place. */
export class OpenAiResponsesStreamWriter implements StreamWriter {
  readonly #context: AnswerContext;
  readonly #said = new Assembly();
  readonly #losses = new AnswerLosses(DIALECT);
  /** Parts that are written, in the order of their items. */
  readonly #items = new Map<number, { readonly output: number; annotations: number; done: boolean }>();
  #number = 0;
  #started = false;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  get losses(): readonly Loss[] {
    return this.#losses.list;
  }

  push(said: StreamPart): readonly WireEvent[] {
    const part =
      said.type === 'part_start'
        ? { ...said, value: fitThoughts(said.value, placeOf(said), DIALECT, this.#losses) }
        : said;
    if ('candidate' in part && part.candidate > 0) {
      this.#losses.dropped(`/candidates/${part.candidate}`, part, 'a further candidate');
      return [];
    }
    if (part.type === 'signature' && isForeign(this.#part(part.part) ?? NOTHING, DIALECT)) {
      this.#losses.signature(placeOf(part), part.signature);
      return [];
    }
    this.#said.push(part);
    switch (part.type) {
      case 'start':
        return this.#start();
      case 'part_start':
        return [...this.#start(), ...this.#begin(part.part, part.value)];
      case 'delta':
        return this.#grow(part.part, part.text);
      case 'citation':
        return this.#cite(part);
      case 'signature':
        if (part.encrypted !== true)
          this.#losses.signature(`/candidates/0/content/${part.part}`, part.signature);
        return [];
      case 'part_end':
        return this.#finishItem(part.part);
      case 'logprobs':
        this.#losses.dropped(
          '/candidates/0/logprobs',
          part.tokens,
          'log probabilities apart from their text',
          'low',
        );
        return [];
      case 'extension':
        this.#losses.extension(part);
        return [];
      case 'finish':
        if (part.stopSequence !== undefined)
          this.#losses.dropped(
            '/candidates/0/stopSequence',
            part.stopSequence,
            'the stop text that was met',
            'low',
          );
        return [];
      case 'usage':
        return [];
      case 'error': {
        const { message, raw } = errorBody(writeError(part.error).body['error']) ?? {};
        return [this.#event('error', { code: raw ?? null, message: message ?? '', param: null })];
      }
      case 'end':
        return this.#end();
    }
  }

  #event(type: string, value: JsonObject): WireEvent {
    return { event: type, data: JSON.stringify({ type, sequence_number: this.#number++, ...value }) };
  }

  #start(): readonly WireEvent[] {
    if (this.#started) return [];
    this.#started = true;
    const head = responseHead(this.#said.response, this.#context);
    const response = { ...head, status: 'in_progress', incomplete_details: null, output: [] };
    return [this.#event('response.created', { response }), this.#event('response.in_progress', { response })];
  }

  #begin(part: number, value: Part): readonly WireEvent[] {
    const output = this.#items.size;
    const kind = KINDS[value.type];
    if (kind === undefined && !(value.type === 'foreign' && value.dialect === DIALECT)) {
      this.#losses.dropped(`/candidates/0/content/${part}`, value, value.type);
      return [];
    }
    this.#items.set(part, { output, annotations: 0, done: false });
    const place = { item_id: itemId(value, output), output_index: output };
    const out = [
      this.#event('response.output_item.added', { output_index: output, item: beginning(value, output) }),
    ];
    if (value.type === 'text' || value.type === 'refusal')
      out.push(
        this.#event('response.content_part.added', {
          ...place,
          content_index: 0,
          part: outputPart({ ...value, text: '' } as typeof value),
        }),
      );
    else if (value.type === 'reasoning' && value.text !== undefined)
      out.push(
        this.#event('response.reasoning_summary_part.added', {
          ...place,
          summary_index: 0,
          part: { type: 'summary_text', text: '' },
        }),
      );
    const text = value.type === 'tool_call' ? value.arguments : 'text' in value ? (value.text ?? '') : '';
    return text === '' ? out : [...out, ...this.#grow(part, text)];
  }

  /** The part as it has come until now. */
  #part(part: number): Part | undefined {
    return this.#said.response.candidates[0]?.content[part];
  }

  #grow(part: number, text: string): readonly WireEvent[] {
    const [item, value] = [this.#items.get(part), this.#part(part)];
    const kind = value === undefined ? undefined : KINDS[value.type];
    if (item === undefined || value === undefined || kind === undefined) return [];
    const place = { item_id: itemId(value, item.output), output_index: item.output, ...kind.place };
    return [this.#event(`${kind.event}.delta`, { ...place, delta: text, ...kind.more })];
  }

  #cite(part: Extract<StreamPart, { type: 'citation' }>): readonly WireEvent[] {
    const [item, value] = [this.#items.get(part.part), this.#part(part.part)];
    if (item === undefined || value?.type !== 'text') return [];
    if (part.citation.url === undefined) {
      this.#losses.dropped(
        `/candidates/0/content/${part.part}/citations`,
        part.citation,
        'a citation without an address',
      );
      return [];
    }
    return [
      this.#event('response.output_text.annotation.added', {
        item_id: itemId(value, item.output),
        output_index: item.output,
        content_index: 0,
        annotation_index: item.annotations++,
        annotation: writeCitation(part.citation),
      }),
    ];
  }

  #finishItem(part: number): readonly WireEvent[] {
    const [item, value] = [this.#items.get(part), this.#part(part)];
    if (item === undefined || value === undefined || item.done) return [];
    item.done = true;
    const place = { item_id: itemId(value, item.output), output_index: item.output };
    const kind = KINDS[value.type];
    const out: WireEvent[] = [];
    if (kind !== undefined && (value.type !== 'reasoning' || value.text !== undefined))
      out.push(
        this.#event(`${kind.event}.done`, {
          ...place,
          ...kind.place,
          [kind.whole]:
            value.type === 'tool_call' ? value.arguments : 'text' in value ? (value.text ?? '') : '',
          ...(value.type === 'tool_call' ? { name: value.name } : kind.more),
        }),
      );
    if (value.type === 'text' || value.type === 'refusal')
      out.push(
        this.#event('response.content_part.done', {
          ...place,
          content_index: 0,
          part: outputPart(value, citations(value)),
        }),
      );
    out.push(
      this.#event('response.output_item.done', {
        output_index: item.output,
        item: ending(value, item.output),
      }),
    );
    return out;
  }

  #end(): readonly WireEvent[] {
    const out = [...this.#start()];
    for (const part of this.#items.keys()) out.push(...this.#finishItem(part));
    const { value, losses } = writeResponse(this.#said.response, this.#context);
    for (const loss of losses) if (loss.path.endsWith('/finish')) this.#losses.add(loss);
    const output = [...this.#items].map(([part, item]) => ending(this.#part(part) as Part, item.output));
    const status = value['status'] === 'incomplete' ? 'incomplete' : 'completed';
    return [...out, this.#event(`response.${status}`, { response: { ...value, status, output } })];
  }
}

interface Kind {
  readonly event: string;
  readonly place: JsonObject;
  /** The field of the closing event that repeats everything. */
  readonly whole: string;
  readonly more?: JsonObject;
}

const KINDS: Readonly<Partial<Record<Part['type'], Kind>>> = {
  text: { event: 'response.output_text', place: { content_index: 0 }, whole: 'text', more: { logprobs: [] } },
  refusal: { event: 'response.refusal', place: { content_index: 0 }, whole: 'refusal' },
  tool_call: { event: 'response.function_call_arguments', place: {}, whole: 'arguments' },
  reasoning: { event: 'response.reasoning_summary_text', place: { summary_index: 0 }, whole: 'text' },
};

function itemId(value: Part, output: number): string {
  if (value.type === 'reasoning') return value.id ?? `rs_${output}`;
  return value.type === 'tool_call' ? `fc_${output}` : `msg_${output}`;
}

function citations(value: Part) {
  return value.type === 'text' ? (value.citations ?? []).filter(({ url }) => url !== undefined) : [];
}

function beginning(value: Part, output: number): JsonObject {
  const id = itemId(value, output);
  if (value.type === 'tool_call')
    return { id, status: 'in_progress', ...callItem({ ...value, arguments: '' }, value.id) };
  if (value.type === 'reasoning') return { type: 'reasoning', id, summary: [] };
  if (value.type === 'foreign') return value.value;
  return { type: 'message', id, status: 'in_progress', role: 'assistant', content: [] };
}

function ending(value: Part, output: number): JsonObject {
  const id = itemId(value, output);
  if (value.type === 'tool_call') return { id, status: 'completed', ...callItem(value, value.id) };
  // Thoughts of others have no form but the summary.
  if (value.type === 'reasoning') return reasoningItem({ ...value, summary: true }, id);
  if (value.type === 'text' || value.type === 'refusal')
    return {
      type: 'message',
      id,
      status: 'completed',
      role: 'assistant',
      content: [outputPart(value, citations(value))],
    };
  return value.type === 'foreign' ? value.value : {};
}
