import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Citation, Part, ToolResultPart } from '../../protocol/part.ts';
import type { ChatRequest, Message } from '../../protocol/request.ts';
import { itemPath, messagePath } from '../../transform/paths.ts';
import type { Writing } from '../../transform/writing.ts';
import { spelling, withExtension } from '../fields.ts';
import { isOrphan, leaveCall, leaveForeign } from '../lost-calls.ts';
import { noteReasoning } from '../reasoning-notes.ts';
import { ToolIds } from '../tool-ids.ts';
import { itemOf } from './item-read.ts';
import { callItem, messageItem, outputPart, reasoningItem, type SaidPart } from './item-write.ts';
import { inputPart } from './part-write.ts';

const DIALECT = 'openai-responses';

/** `instructions` where they were read from there, and `input`: everything else, item by item in the order of the parts. */
export function writeInput(request: ChatRequest, writing: Writing): JsonObject {
  const writer = new InputWriter(writing);
  const [first] = request.messages;
  const instructions = first === undefined ? undefined : instructionsOf(first);
  for (let i = 0; i < request.messages.length; i++) {
    const message = request.messages[i] as Message;
    const at = messagePath(i);
    if (i === 0 && instructions !== undefined) {
      writing.link(at, '/instructions');
      writing.link(itemPath(at, 'content', 0), '/instructions/text');
    } else writer.message(message, at);
  }
  const [only] = writer.items;
  const lone = writer.items.length === 1 && only?.['role'] === 'user' && Object.keys(only).length === 2;
  const text = lone && typeof only['content'] === 'string' ? only['content'] : undefined;
  const plain = text !== undefined && spelling(request.extensions, DIALECT, '$input') === 'string';
  const absent = writer.items.length === 0 && spelling(request.extensions, DIALECT, '$input') === 'absent';
  return {
    ...(instructions === undefined ? {} : { instructions }),
    ...(absent ? {} : { input: plain ? text : writer.items }),
  };
}

function instructionsOf({ content, extensions }: Message): string | undefined {
  const [only] = content;
  const there = spelling(extensions, DIALECT, '$message') === 'instructions';
  return there && content.length === 1 && only?.type === 'text' ? only.text : undefined;
}

/** Ids of calls have 1 to 64 characters. */
function callIds(): ToolIds {
  return new ToolIds((id, attempt) => {
    const short = id.slice(0, 64) || 'call';
    return attempt === 0 ? short : `${short.slice(0, 56)}_${attempt}`;
  }, 'Ids of calls have 1 to 64 characters here.');
}

class InputWriter {
  readonly items: JsonObject[] = [];
  readonly #ids = callIds();
  readonly #writing: Writing;

  constructor(writing: Writing) {
    this.#writing = writing;
  }

  message(message: Message, at: string): void {
    const { role, content, name } = message;
    if (name !== undefined)
      this.#writing.leaveOut(`${at}/name`, 'message.name', "a participant's name", 'low');
    const [only] = content;
    if (spelling(message.extensions, DIALECT, '$message') === 'foreign' && only?.type === 'foreign') {
      this.#push(at, only.value, [[itemPath(at, 'content', 0), '/type']]);
      return;
    }
    if (role === 'assistant') this.#model(message, at);
    else this.#people(message, at);
  }

  /** `places` are below the item. */
  #push(at: string, item: JsonObject, places: readonly (readonly [string, string])[]): void {
    const there = itemPath('', 'input', this.items.length);
    this.#writing.link(at, there);
    for (const [path, place] of places) this.#writing.link(path, there + place);
    this.items.push(item);
  }

  /** What people, tools and instructions say: results are items of their own, the rest between them are messages. */
  #people(message: Message, at: string): void {
    const { role, content } = message;
    let open: [number, Part][] = [];
    let messages = 0;
    const flush = (): void => {
      if (open.length > 0 && this.#peopleItem(message, open, at, messages === 0)) messages++;
      open = [];
    };
    for (let k = 0; k < content.length; k++) {
      const part = content[k] as Part;
      if (part.type === 'tool_result') {
        flush();
        this.#result(part, itemPath(at, 'content', k), at);
      } else if (part.type === 'tool_call') leaveCall(part, role, itemPath(at, 'content', k), this.#writing);
      else open.push([k, part]);
    }
    flush();
    const results = content.some(({ type }) => type === 'tool_result');
    if (content.length === 0) this.#peopleItem(message, [], at, true);
    else if (messages === 0 && message.extensions?.[DIALECT] !== undefined)
      this.#writing.noPlace(`${at}/extensions/${DIALECT}`, 'fields around results of tools', 'low');
    if (role === 'tool' && (!results || messages > 0))
      this.#writing.note(`${at}/role`, {
        class: 'enum-collapsed',
        severity: 'medium',
        reason: 'Tools say nothing but results here; the rest was sent as the user.',
      });
    else if (results && role !== 'tool') this.#noteResults(at);
  }

  #noteResults(at: string): void {
    this.#writing.note(`${at}/role`, {
      class: 'merged-or-split',
      severity: 'none',
      reason: 'Results of tools are items of their own here.',
    });
  }

  #peopleItem(message: Message, parts: readonly [number, Part][], at: string, first: boolean): boolean {
    const places: [string, string][] = [];
    const content: JsonObject[] = [];
    for (const [k, part] of parts) {
      const path = itemPath(at, 'content', k);
      const wire = inputPart(part, path, this.#writing);
      if (wire === undefined) continue;
      places.push([path, `/content/${content.length}`]);
      content.push(wire);
    }
    if (content.length === 0 && parts.length > 0) return false;
    const [only] = content;
    const lone =
      content.length === 1 &&
      only?.['type'] === 'input_text' &&
      Object.keys(only).length === 2 &&
      spelling(message.extensions, DIALECT, '$content') !== 'parts';
    const type = spelling(message.extensions, DIALECT, '$type');
    const wire: JsonDraft = {
      ...(type === 'message' ? { type } : {}),
      role: message.role === 'tool' ? 'user' : message.role,
      content: lone ? (only['text'] as string) : content,
    };
    const item = first ? withExtension(wire, message.extensions, DIALECT) : wire;
    this.#push(at, item, lone ? places.map(([path]) => [path, '/content']) : places);
    return true;
  }

  #result(part: ToolResultPart, path: string, at: string): void {
    if (isOrphan(part, path, this.#writing)) return;
    const places: [string, string][] = [[path, '/call_id']];
    const content: JsonObject[] = [];
    for (let n = 0; n < part.content.length; n++) {
      const inner = part.content[n] as Part;
      const at = itemPath(path, 'content', n);
      const wire = inputPart(inner, at, this.#writing);
      if (wire === undefined) continue;
      places.push([at, `/output/${content.length}`]);
      content.push(wire);
    }
    if (part.isError !== undefined)
      this.#writing.noPlace(`${path}/isError`, 'whether a tool failed', part.isError ? 'medium' : 'none');
    if (part.cache !== undefined)
      this.#writing.noPlace(`${path}/cache`, 'a cache breakpoint at a tool result', 'low');
    if (part.name !== undefined)
      this.#writing.noPlace(`${path}/name`, "the tool's name in its result", 'none');
    const [only] = content;
    const lone =
      content.length === 1 &&
      only?.['type'] === 'input_text' &&
      Object.keys(only).length === 2 &&
      spelling(part.extensions, DIALECT, '$content') !== 'parts';
    const wire = {
      type: 'function_call_output',
      call_id: this.#ids.write(part.callId, `${path}/callId`, this.#writing),
      output: lone ? (only['text'] as string) : content,
    };
    const there = lone
      ? places.map(([each, place]): [string, string] => [each, place === '/call_id' ? place : '/output'])
      : places;
    this.#push(at, withExtension(wire, part.extensions, DIALECT), there);
  }

  /** What the model said: every text, call and thought is an item, unless texts came in one. */
  #model(message: Message, at: string): void {
    let open:
      | { readonly first: SaidPart; readonly content: JsonObject[]; readonly places: [string, string][] }
      | undefined;
    const flush = (): void => {
      if (open !== undefined)
        this.#push(at, messageItem(open.content, open.first, this.#madeIdentity()), open.places);
      open = undefined;
    };
    if (message.extensions?.[DIALECT] !== undefined)
      this.#writing.noPlace(`${at}/extensions/${DIALECT}`, 'fields around what the model said', 'low');
    if (message.content.some(({ type }) => type === 'tool_result')) this.#noteResults(at);
    for (let k = 0; k < message.content.length; k++) {
      const part = message.content[k] as Part;
      const path = itemPath(at, 'content', k);
      const joins = open !== undefined && itemOf(part) === 'same';
      if (!joins) flush();
      if (part.type !== 'text' && part.type !== 'refusal') {
        this.#modelItem(part, path, at);
        continue;
      }
      this.#noteMark(part, path);
      if (this.#isEasy(part)) {
        this.#push(at, easyItem(part, part.text), [[path, '/content']]);
        continue;
      }
      const wire = outputPart(part, this.#citations(part, path));
      open ??= { first: part, content: [], places: [] };
      open.places.push([path, `/content/${open.content.length}`]);
      open.content.push(wire);
      if (itemOf(part) === undefined) this.#noteIdentity(path);
    }
    flush();
    if (message.content.length === 0) this.#push(at, { role: 'assistant', content: [] }, []);
  }

  #modelItem(part: Exclude<Part, SaidPart>, path: string, at: string): void {
    if (part.type === 'tool_call') {
      if (part.cache !== undefined)
        this.#writing.noPlace(`${path}/cache`, 'a cache breakpoint at a call', 'low');
      const id = this.#ids.write(part.id, `${path}/id`, this.#writing);
      this.#push(at, callItem(part, id), [[path, '/call_id']]);
    } else if (part.type === 'reasoning') {
      const own = part.dialect === DIALECT && part.id !== undefined && part.signature === undefined;
      if (!own) {
        noteReasoning(part, path, DIALECT, this.#writing);
        return;
      }
      if (part.cache !== undefined)
        this.#writing.noPlace(`${path}/cache`, 'a cache breakpoint at thoughts', 'low');
      if (part.summary !== undefined)
        this.#writing.noPlace(`${path}/summary`, 'what no text is a summary of', 'none');
      this.#push(at, reasoningItem(part, part.id as string), [[path, '/summary']]);
    } else if (part.type === 'foreign' && part.dialect === DIALECT)
      this.#push(at, part.value, [[path, '/type']]);
    else if (part.type === 'tool_result') this.#result(part, path, at);
    else if (part.type === 'foreign') leaveForeign(part, path, this.#writing);
    else this.#writing.noPlace(path, `${part.type} of role assistant`, 'high');
  }

  /** A text with nothing but its words is a message of its own. */
  #isEasy(part: SaidPart): boolean {
    if (part.type === 'refusal') return false;
    const own = part.extensions?.[DIALECT];
    if (own === undefined) return this.#carried(part.citations).length === 0;
    return own['$form'] === 'text' && Object.keys(own).every((key) => key.startsWith('$') || key === 'item');
  }

  #citations(part: SaidPart, path: string): readonly Citation[] {
    const citations = part.type === 'text' ? (part.citations ?? []) : [];
    const carried = this.#carried(citations);
    if (carried.length < citations.length)
      this.#writing.noPlace(`${path}/citations`, 'citations without address, title and place', 'low');
    return carried;
  }

  #carried(citations: readonly Citation[] = []): readonly Citation[] {
    const whole = citations.every(
      ({ url, title, quote, document, start, end }) =>
        ![url, title, start, end].includes(undefined) && quote === undefined && document === undefined,
    );
    return whole ? citations : [];
  }

  #noteMark(part: SaidPart, path: string): void {
    if (part.cache !== undefined)
      this.#writing.noPlace(`${path}/cache`, 'a cache breakpoint at what the model said', 'low');
    if (part.type === 'text' && part.citations !== undefined && this.#carried(part.citations).length === 0)
      this.#writing.noPlace(`${path}/citations`, 'citations without address, title and place', 'low');
  }

  #noteIdentity(path: string): void {
    this.#writing.note(path, {
      class: 'default-changed',
      severity: 'none',
      reason: 'A message of the model that is more than a text has an id here; one was made up.',
      always: true,
    });
  }

  #madeIdentity(): JsonObject {
    return { type: 'message', id: `msg_${this.items.length}`, status: 'completed' };
  }
}

/** The short form of a message of the model. */
function easyItem(part: SaidPart, text: string): JsonObject {
  const identity = itemOf(part);
  const item = part.extensions?.[DIALECT]?.['item'] as JsonObject | undefined;
  return withExtension(
    { ...(identity === 'same' ? {} : identity), role: 'assistant', content: text },
    { [DIALECT]: item ?? {} },
    DIALECT,
  );
}
