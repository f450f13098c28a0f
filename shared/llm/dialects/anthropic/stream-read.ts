import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { LlmErrorCode } from '../../protocol/error.ts';
import type { Part } from '../../protocol/part.ts';
import type { Usage } from '../../protocol/response.ts';
import type { StreamPart, WireEvent } from '../../protocol/stream.ts';
import type { StreamReader } from '../dialect.ts';
import { Fields, isNull } from '../fields.ts';
import { OpenParts } from '../open-parts.ts';
import { errorBody } from './error.ts';
import { FINISH } from './finish.ts';
import { readCitation, readPart } from './part-read.ts';
import { readUsage } from './usage.ts';

const DIALECT = 'anthropic';

/** Events from `message_start` to `message_stop`. */
export class AnthropicStreamReader implements StreamReader {
  readonly #parts = new OpenParts();
  readonly #ended = new Set<string>();
  /** Blocks that have no canonical word, whose input comes in pieces: told when they are whole. */
  readonly #held = new Map<string, { readonly block: JsonObject; input: string }>();
  #usage: JsonObject = {};
  /** The answer's tokens were counted, not only announced. */
  #counted = false;
  #over = false;

  push({ data }: WireEvent): readonly StreamPart[] {
    if (this.#over) return [];
    const event = parseJson(data);
    if (!isObject(event)) return this.#fail('invalid_response', 'An event of the stream is no JSON object.');
    switch (event['type']) {
      case 'message_start':
        return this.#start(event);
      case 'content_block_start':
        return this.#begin(event);
      case 'content_block_delta':
        return this.#delta(event);
      case 'content_block_stop':
        this.#ended.add(String(event['index']));
        return [...this.#release(String(event['index'])), ...this.#parts.end(0, String(event['index']))];
      case 'message_delta':
        return this.#messageDelta(event);
      case 'message_stop':
        this.#over = true;
        return [...this.#parts.closeAll(), ...(this.#counted ? [] : this.#tokens({})), { type: 'end' }];
      case 'ping':
        return [];
      case 'error': {
        const {
          message = 'The provider ended the stream with an error.',
          raw,
          code,
        } = errorBody(event['error']) ?? {};
        return this.#fail(code ?? 'server', message, raw);
      }
      default:
        return [{ type: 'extension', dialect: DIALECT, value: event }];
    }
  }

  close(): readonly StreamPart[] {
    return this.#over ? [] : this.#fail('stream_interrupted', 'The stream broke off before its end.');
  }

  #release(index: string): readonly StreamPart[] {
    const held = this.#held.get(index);
    if (held === undefined) return [];
    this.#held.delete(index);
    const input = parseJson(held.input) ?? held.block['input'] ?? {};
    return this.#parts.grow(0, index, readPart({ ...held.block, input }), '');
  }

  #fail(code: LlmErrorCode, message: string, raw?: string): readonly StreamPart[] {
    this.#over = true;
    return [{ type: 'error', error: { code, message, ...(raw === undefined ? {} : { raw }) } }];
  }

  #start(event: JsonObject): readonly StreamPart[] {
    const fields = new Fields(event);
    fields.string('type');
    const message = new Fields(fields.object('message') ?? {});
    message.literal('type', 'message');
    message.literal('role', 'assistant');
    message.take('content', (value): value is readonly never[] => Array.isArray(value) && value.length === 0);
    for (const key of ['stop_reason', 'stop_sequence', 'stop_details', 'container'])
      message.take(key, isNull);
    const [id, model, usage] = [message.string('id'), message.string('model'), message.object('usage')];
    const out: StreamPart[] = [
      { type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) },
    ];
    if (usage !== undefined) out.push(...this.#announced(usage));
    fields.leave('message', message.rest());
    return unmapped(fields, out);
  }

  /** Later counts stand in place of earlier ones; what they leave out still holds. */
  #tokens(usage: JsonObject): readonly StreamPart[] {
    const said = Object.entries(usage).filter(([, value]) => value !== null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(said) };
    return usagePart(readUsage(this.#usage));
  }

  /**
   * Before the answer its tokens are a placeholder, and no input at all is that of a server that counts in the end: what is known
   * of a stream that is cut off are the others.
   */
  #announced(usage: JsonObject): readonly StreamPart[] {
    this.#tokens(usage);
    const { output: _, input, ...others } = readUsage(this.#usage);
    return usagePart({ ...(input ? { input } : {}), ...others });
  }

  #begin(event: JsonObject): readonly StreamPart[] {
    const fields = new Fields(event);
    fields.string('type');
    const [index, block] = [fields.int('index'), fields.object('content_block')];
    if (index === undefined || block === undefined)
      return [{ type: 'extension', dialect: DIALECT, value: event }];
    // Repeated: a block begins once.
    const key = String(index);
    if (this.#ended.has(key) || this.#held.has(key) || this.#parts.number(0, key) !== undefined) return [];
    const begun = beginning(block);
    if (begun.type === 'foreign' && isObject(begun.value['input'])) {
      this.#held.set(key, { block: begun.value, input: '' });
      return unmapped(fields, []);
    }
    const text = begun.type === 'text' || begun.type === 'reasoning' ? (begun.text ?? '') : '';
    const empty: Part =
      begun.type === 'text' || (begun.type === 'reasoning' && begun.text !== undefined)
        ? { ...begun, text: '' }
        : begun;
    const out = this.#parts.grow(0, String(index), empty, text);
    return unmapped(fields, out);
  }

  #delta(event: JsonObject): readonly StreamPart[] {
    const fields = new Fields(event);
    fields.string('type');
    const index = fields.int('index');
    const delta = fields.object('delta') ?? {};
    const held = this.#held.get(String(index));
    if (held !== undefined && delta['type'] === 'input_json_delta') {
      held.input += String(delta['partial_json'] ?? '');
      return [];
    }
    const part = this.#parts.number(0, String(index));
    // Its place in the answer is not known, or the answer is whole without it: what would be told is not what was said.
    if (part === undefined)
      return this.#fail('invalid_response', 'An event of the stream continues a block that is not open.');
    const own = new Fields(delta);
    const type = own.string('type');
    const out: StreamPart[] = [];
    const key = TEXTS[type ?? ''];
    const text = key === undefined ? undefined : own.string(key);
    const signature = type === 'signature_delta' ? own.string('signature') : undefined;
    const citation = type === 'citations_delta' ? own.object('citation') : undefined;
    if (text !== undefined) {
      if (text !== '') out.push({ type: 'delta', candidate: 0, part, text });
    } else if (signature !== undefined) out.push({ type: 'signature', candidate: 0, part, signature });
    else if (citation !== undefined)
      out.push({ type: 'citation', candidate: 0, part, citation: readCitation(citation) });
    else return [{ type: 'extension', dialect: DIALECT, value: event }];
    fields.leave('delta', own.rest());
    return unmapped(fields, out);
  }

  #messageDelta(event: JsonObject): readonly StreamPart[] {
    const fields = new Fields(event);
    fields.string('type');
    const delta = new Fields(fields.object('delta') ?? {});
    const [raw, stopSequence] = [delta.string('stop_reason'), delta.string('stop_sequence')];
    for (const key of ['stop_reason', 'stop_sequence', 'stop_details', 'container']) delta.take(key, isNull);
    const out: StreamPart[] = [];
    const usage = fields.object('usage');
    if (usage !== undefined) {
      this.#counted = true;
      out.push(...this.#tokens(usage));
    }
    if (raw !== undefined)
      out.push({
        type: 'finish',
        candidate: 0,
        finish: FINISH.read(raw),
        raw,
        ...(stopSequence === undefined ? {} : { stopSequence }),
      });
    fields.leave('delta', delta.rest());
    return unmapped(fields, out);
  }
}

const TEXTS: Readonly<Record<string, string>> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  input_json_delta: 'partial_json',
};

/** A call begins with an empty input, and thoughts without a signature: both come in pieces. */
function beginning(block: JsonObject): Part {
  const whole = Object.fromEntries(Object.entries(block).filter(([, value]) => value !== null));
  if (whole['type'] === 'tool_use') {
    const part = readPart(whole);
    if (part.type === 'tool_call')
      return { ...part, arguments: part.arguments === '{}' ? '' : part.arguments };
  }
  if (whole['type'] === 'thinking') {
    const { signature, ...rest } = whole;
    const part = readPart({ ...rest, signature: signature ?? '' });
    if (part.type === 'reasoning' && part.signature === '') {
      const { signature: _, ...open } = part;
      return open;
    }
    return part;
  }
  return readPart(whole);
}

function usagePart(usage: Usage): readonly StreamPart[] {
  return Object.keys(usage).length === 0 ? [] : [{ type: 'usage', usage }];
}

function unmapped(fields: Fields, out: StreamPart[]): readonly StreamPart[] {
  const value = fields.rest();
  if (value !== undefined) out.push({ type: 'extension', dialect: DIALECT, value });
  return out;
}
