import { isObject, type Json, type JsonDraft, type JsonObject, sameJson } from '../../json.ts';
import type { Part, ReasoningPart, ToolCallPart, ToolResultPart } from '../../protocol/part.ts';
import type { ChatRequest, Message } from '../../protocol/request.ts';
import { itemPath, memberPath } from '../../transform/paths.ts';
import type { Writing } from '../../transform/writing.ts';
import { present, spelling, withExtension } from '../fields.ts';
import { noteRefusal } from '../left-over.ts';
import { isOrphan, leaveCall, leaveForeign, leavePart } from '../lost-calls.ts';
import { objectArguments } from '../object-arguments.ts';
import { noteReasoning } from '../reasoning-notes.ts';
import { readOutput, writeOutput } from './function-response.ts';
import { writeMedia } from './media-write.ts';

const DIALECT = 'gemini';

/** Writes parts; leaves them out, with a note, where they have no place. */
export class PartWriter {
  readonly #writing: Writing;
  /** Results name their function: by the calls of the request. */
  readonly #names = new Map<string, string>();

  constructor(request: ChatRequest, writing: Writing) {
    this.#writing = writing;
    for (const { content } of request.messages)
      for (const part of content) if (part.type === 'tool_call') this.#names.set(part.id, part.name);
  }

  /** Adds to `parts`, which stand at `there`. */
  writeParts(message: Message, at: string, there: string, parts: JsonObject[]): void {
    /** A signature that waits for the part it stands at. */
    let waiting: { readonly path: string; readonly signature: string } | undefined;
    const own = (): void => {
      if (waiting === undefined) return;
      this.#writing.link(waiting.path, itemPath(there, 'parts', parts.length));
      parts.push({ thought: true, thoughtSignature: waiting.signature });
      waiting = undefined;
    };
    for (let k = 0; k < message.content.length; k++) {
      const part = message.content[k] as Part;
      const path = itemPath(at, 'content', k);
      const place = itemPath(there, 'parts', parts.length);
      if (part.type === 'reasoning') {
        own();
        const thought = this.#thought(part, message.role, path);
        if (thought === undefined) continue;
        if (isApart(part)) waiting = { path, signature: part.signature as string };
        else {
          this.#writing.link(path, itemPath(there, 'parts', parts.length));
          parts.push(withExtension(thought, part.extensions, DIALECT));
        }
        continue;
      }
      const wire = this.#write(part, message.role, path, place);
      if (wire === undefined) continue;
      this.#writing.link(path, place);
      if (waiting === undefined) parts.push(wire);
      else {
        this.#writing.link(waiting.path, memberPath(place, 'thoughtSignature'));
        parts.push({ ...wire, thoughtSignature: waiting.signature });
        waiting = undefined;
      }
    }
    own();
  }

  /** Instructions are texts. */
  writeInstructions(message: Message, at: string, parts: JsonObject[]): void {
    for (const [k, part] of message.content.entries()) {
      const path = itemPath(at, 'content', k);
      const known = part.type === 'text' || (part.type === 'foreign' && part.dialect === DIALECT);
      if (!known) {
        leavePart(part, `${part.type} in instructions`, path, this.#writing);
        continue;
      }
      const place = itemPath('/systemInstruction', 'parts', parts.length);
      const wire = this.#write(part, 'system', path, place);
      if (wire === undefined) continue;
      this.#writing.link(path, place);
      parts.push(wire);
    }
  }

  #write(
    part: Exclude<Part, ReasoningPart>,
    role: Message['role'],
    path: string,
    there: string,
  ): JsonObject | undefined {
    if (part.type === 'foreign') {
      if (part.dialect === DIALECT) return part.value;
      leaveForeign(part, path, this.#writing);
      return undefined;
    }
    const wire = this.#content(part, role, path, there);
    if (wire === undefined) return undefined;
    if (part.cache !== undefined) this.#writing.noPlace(`${path}/cache`, 'a cache breakpoint', 'low');
    return withExtension(wire, part.extensions, DIALECT);
  }

  #content(
    part: Exclude<Part, { type: 'foreign' | 'reasoning' }>,
    role: Message['role'],
    path: string,
    there: string,
  ): JsonObject | undefined {
    switch (part.type) {
      case 'text':
        if (part.citations !== undefined)
          this.#writing.noPlace(`${path}/citations`, 'citations of a text', 'low');
        return { text: part.text };
      case 'image':
      case 'audio':
      case 'file':
        return writeMedia(part, path, this.#writing);
      case 'tool_call':
        if (role === 'assistant') return this.#call(part, path);
        leaveCall(part, role, path, this.#writing);
        return undefined;
      case 'tool_result':
        if (isOrphan(part, path, this.#writing)) return undefined;
        return role === 'assistant'
          ? this.#leave(path, `a result of role ${role}`)
          : this.#result(part, path, there);
      case 'refusal':
        if (role !== 'assistant') return this.#leave(path, `a refusal of role ${role}`);
        noteRefusal(path, this.#writing);
        return { text: part.text };
    }
  }

  #call(part: ToolCallPart, path: string): JsonObject {
    const { id, name, arguments: text } = part;
    const args = objectArguments(text, `${path}/arguments`, this.#writing);
    const absent = spelling(part.extensions, DIALECT, '$args') === 'absent' && Object.keys(args).length === 0;
    return { functionCall: { ...this.#id(part, id, `${path}/id`), name, ...(absent ? {} : { args }) } };
  }

  /** Where the provider gave no id it gets none: the order tells what belongs together. */
  #id(part: ToolCallPart | ToolResultPart, id: string, path: string): { id?: string } {
    if (spelling(part.extensions, DIALECT, '$id') !== 'absent') return { id };
    this.#writing.note(path, {
      class: 'id-rewritten',
      severity: 'none',
      reason: 'The provider gave no id; order and name tell what belongs together.',
    });
    return {};
  }

  #result(part: ToolResultPart, path: string, there: string): JsonObject {
    const name = part.name ?? this.#names.get(part.callId);
    if (part.name === undefined)
      this.#writing.note(`${path}/name`, {
        class: 'default-changed',
        severity: name === undefined ? 'medium' : 'none',
        reason:
          name === undefined
            ? 'A result names its function here, and no call of the request tells which; "tool" was sent.'
            : 'A result names its function here, as its call does.',
      });
    const texts: string[] = [];
    const media: JsonObject[] = [];
    const place = memberPath(there, 'functionResponse');
    for (let n = 0; n < part.content.length; n++) {
      const inner = part.content[n] as ToolResultPart['content'][number];
      const at = itemPath(path, 'content', n);
      if (inner.type === 'text') {
        this.#writing.link(at, itemPath(place, 'response', texts.length));
        this.#plain(inner, at);
        texts.push(inner.text);
        continue;
      }
      const wire = this.#media(inner, at);
      if (wire === undefined) continue;
      this.#writing.link(at, itemPath(place, 'parts', media.length));
      media.push(wire);
    }
    if (part.isError === false) this.#writing.noPlace(`${path}/isError`, 'that a result is no error', 'none');
    const wire: JsonDraft = {
      ...this.#id(part, part.callId, `${path}/callId`),
      name: name ?? 'tool',
      response: this.#response(part, texts, path),
    };
    if (media.length > 0) wire['parts'] = media;
    return { functionResponse: wire };
  }

  #response(part: ToolResultPart, texts: readonly string[], path: string): JsonObject {
    const output = { texts, isError: part.isError === true };
    const own = spelling(part.extensions, DIALECT, '$response');
    if (isObject(own) && sameJson(readOutput(own), output)) return own;
    const response = writeOutput(output);
    if (readOutput(response).texts[0] !== texts[0]) {
      const k = part.content.findIndex(({ type }) => type === 'text');
      this.#writing.note(`${path}/content/${k}/text`, {
        class: 'emulated',
        severity: 'none',
        reason: 'Results are objects here: JSON was sent as what it says.',
      });
    }
    return response;
  }

  /** Of a text in a result only its words have a place. */
  #plain(part: Extract<Part, { type: 'text' }>, path: string): void {
    if (part.citations !== undefined)
      this.#writing.noPlace(`${path}/citations`, 'citations of a text', 'low');
    if (part.cache !== undefined) this.#writing.noPlace(`${path}/cache`, 'a cache breakpoint', 'low');
    if (part.extensions?.[DIALECT] !== undefined)
      this.#writing.noPlace(`${path}/extensions/${DIALECT}`, 'fields of a text in a result', 'low');
  }

  #media(
    part: Exclude<ToolResultPart['content'][number], { type: 'text' }>,
    path: string,
  ): JsonObject | undefined {
    if (part.type !== 'foreign' && !this.#writing.takes('toolResult.image')) {
      this.#writing.leaveOut(path, 'toolResult.image', `${part.type} in a result`);
      return undefined;
    }
    if (part.type !== 'foreign' && (part.source.kind === 'url' || part.source.kind === 'upload'))
      return this.#leave(path, `${part.type} by address in a result`);
    return this.#write(part, 'tool', path, '');
  }

  /** Thoughts go back to the provider that had them, as they came. */
  #thought(part: ReasoningPart, role: Message['role'], path: string): JsonObject | undefined {
    const { id, summary, encrypted, text, signature } = part;
    const bare = id === undefined && summary === undefined && encrypted === undefined;
    if (part.dialect !== DIALECT || role !== 'assistant' || !bare) {
      noteReasoning(part, path, DIALECT, this.#writing);
      return undefined;
    }
    if (part.cache !== undefined)
      this.#writing.noPlace(`${path}/cache`, 'a cache breakpoint at thoughts', 'low');
    const absent = spelling(part.extensions, DIALECT, '$thought') === 'absent' && text === undefined;
    const wire: Record<string, Json> = absent && signature !== undefined ? {} : { thought: true };
    return { ...wire, ...present({ text, thoughtSignature: signature }) } as JsonObject;
  }

  #leave(path: string, what: string): undefined {
    this.#writing.noPlace(path, what, 'high');
    return undefined;
  }
}

/** A signature that was read from the part after it. */
function isApart(part: ReasoningPart): boolean {
  return (
    spelling(part.extensions, DIALECT, '$at') === 'next' &&
    part.signature !== undefined &&
    part.text === undefined
  );
}
