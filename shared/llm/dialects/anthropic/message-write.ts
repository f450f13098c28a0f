import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Part } from '../../protocol/part.ts';
import type { ChatRequest, Message } from '../../protocol/request.ts';
import { itemPath, memberPath, messagePath } from '../../transform/paths.ts';
import { dropPrefill } from '../../transform/prefill.ts';
import type { Writing } from '../../transform/writing.ts';
import { spelling, withExtension } from '../fields.ts';
import { writeForeignMessage } from '../foreign-message.ts';
import { isNothingLeft } from '../left-over.ts';
import { joinsResults, leavePart } from '../lost-calls.ts';
import { asTurn, isOnlyInstructions } from '../only-instructions.ts';
import { wordIds } from '../tool-ids.ts';
import { hasLateResults } from './late-results.ts';
import { type Marks, PartWriter } from './part-write.ts';

const DIALECT = 'anthropic';

/** `system` and `messages`. */
export function writeMessages(request: ChatRequest, marks: Marks, writing: Writing): JsonObject {
  const writer = new PartWriter(wordIds(), marks, writing);
  const system: JsonObject[] = [];
  const messages: JsonObject[] = [];
  /** Where each of them stands in the request. */
  const from: string[] = [];
  let systemMessage: Message | undefined;
  let leading = true;
  /** The wire message that the last tool results went to. */
  let results: JsonObject[] | undefined;
  const alone = isOnlyInstructions(request, DIALECT);
  for (let i = 0; i < request.messages.length; i++) {
    const at = messagePath(i);
    const said = request.messages[i] as Message;
    const message = alone ? asTurn(said, at, writing) : said;
    const { role } = message;
    if (message.name !== undefined)
      writing.leaveOut(`${at}/name`, 'message.name', "a participant's name", 'low');
    const foreign = writeForeignMessage(DIALECT, message, {
      at,
      there: messagePath(messages.length),
      writing,
    });
    if (foreign !== undefined) {
      messages.push(foreign);
      from.push(at);
      continue;
    }
    const instructs = role === 'system' || role === 'developer';
    if (instructs && role === 'developer') noteDeveloper(at, writing);
    if (instructs && (leading || !writing.takes('role.system.later'))) {
      noteSystem(message, at, leading, systemMessage !== undefined, writing);
      writing.noPlace(`${at}/extensions/${DIALECT}`, 'fields around instructions', 'low');
      systemMessage ??= message;
      writing.link(at, '/system');
      writeSystemParts(message.content, at, system, writer, writing);
      continue;
    }
    if (role === 'tool' && results !== undefined && joinsResults(message, DIALECT, writing)) {
      const there = messagePath(messages.length - 1);
      writing.link(at, there);
      writing.note(at, {
        class: 'merged-or-split',
        severity: 'none',
        reason: 'Results of calls that were made together are one message here.',
        always: true,
      });
      for (let k = 0; k < message.content.length; k++) {
        const part = message.content[k] as Part;
        const wire = writer.write(
          part,
          role,
          itemPath(at, 'content', k),
          itemPath(there, 'content', results.length),
        );
        if (wire !== undefined) results.push(wire);
      }
      continue;
    }
    const wire = writeMessage(message, at, messagePath(messages.length), writer, writing);
    if (wire === undefined) {
      writing.links.unlink();
      continue;
    }
    leading = false;
    messages.push(wire.message);
    from.push(at);
    results = role === 'tool' ? wire.content : undefined;
  }
  dropPrefill(messages, from, writing);
  return {
    ...(systemMessage === undefined ? {} : { system: systemValue(system, systemMessage) }),
    messages,
  };
}

/** undefined: nothing is left of it. */
function writeMessage(
  message: Message,
  at: string,
  there: string,
  writer: PartWriter,
  writing: Writing,
): { readonly message: JsonObject; readonly content: JsonObject[] } | undefined {
  writing.link(at, there);
  const { role } = message;
  if (message.content.some(({ type }) => type === 'tool_result') || role === 'tool')
    writing.note(`${at}/role`, {
      class: 'renamed',
      severity: 'none',
      reason: 'Results of tools are what the user says here.',
    });
  const [only] = message.content;
  const plain = message.content.length === 1 && only?.type === 'text' && only.text !== '' && isPlain(only);
  const wire: JsonDraft = { role: role === 'tool' ? 'user' : role === 'developer' ? 'system' : role };
  const content: JsonObject[] = [];
  if (plain && spelling(message.extensions, DIALECT, '$content') !== 'parts') {
    writing.link(itemPath(at, 'content', 0), memberPath(there, 'content'));
    wire['content'] = only.text;
  } else {
    const rounds = isToBeSorted(message) ? 2 : 1;
    for (let round = 0; round < rounds; round++)
      for (let k = 0; k < message.content.length; k++) {
        const part = message.content[k] as Part;
        if (rounds === 2 && (part.type === 'tool_result') !== (round === 0)) continue;
        const place = itemPath(there, 'content', content.length);
        const written = writer.write(part, role, itemPath(at, 'content', k), place);
        if (written !== undefined) content.push(written);
      }
    if (content.length === 0 && isNothingLeft(message, DIALECT, at, writing)) return undefined;
    wire['content'] = content;
  }
  return { message: withExtension(wire, message.extensions, DIALECT), content };
}

/** Whether results are to come first, where alone they are found: a message of this dialect stays as it came. */
function isToBeSorted({ role, content, extensions }: Message): boolean {
  const own = spelling(extensions, DIALECT, '$order') === 'own';
  return !own && (role === 'user' || role === 'tool') && hasLateResults(content);
}

/** A text with nothing but its words. */
function isPlain(part: Extract<Part, { type: 'text' }>): boolean {
  return part.cache === undefined && part.citations === undefined && part.extensions?.[DIALECT] === undefined;
}

function writeSystemParts(
  parts: readonly Part[],
  at: string,
  system: JsonObject[],
  writer: PartWriter,
  writing: Writing,
): void {
  for (const [k, part] of parts.entries()) {
    const path = itemPath(at, 'content', k);
    if (part.type !== 'text' && !(part.type === 'foreign' && part.dialect === DIALECT)) {
      leavePart(part, `${part.type} in instructions`, path, writing);
      continue;
    }
    const lone = part.type === 'text' && isPlain(part) && part.text === '' && parts.length === 1;
    const wire = lone
      ? { type: 'text', text: '' }
      : writer.write(part, 'system', path, itemPath('', 'system', system.length));
    if (wire === undefined) continue;
    if (lone) writing.link(path, itemPath('', 'system', system.length));
    system.push(wire);
  }
}

/** A lone text is a string, unless it was a list before. */
function systemValue(system: JsonObject[], first: Message): JsonObject[] | string {
  const [only] = system;
  const plain =
    system.length === 1 && only !== undefined && only['type'] === 'text' && Object.keys(only).length === 2;
  if (!plain || spelling(first.extensions, DIALECT, '$content') === 'parts') return system;
  return only['text'] as string;
}

function noteDeveloper(at: string, writing: Writing): void {
  writing.note(`${at}/role`, {
    class: 'renamed',
    severity: 'low',
    reason: `${writing.target.provider.name} knows only \`system\`.`,
  });
}

function noteSystem(_: Message, at: string, leading: boolean, merged: boolean, writing: Writing): void {
  writing.note(at, {
    class: merged && leading ? 'merged-or-split' : 'relocated',
    severity: leading ? 'none' : 'medium',
    reason: leading
      ? 'Sent as `system`, beside the messages.'
      : 'Instructions after the first turn were moved to the front.',
    always: true,
  });
}
