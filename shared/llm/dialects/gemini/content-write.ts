import type { JsonDraft, JsonObject } from '../../json.ts';
import type { ChatRequest, Message } from '../../protocol/request.ts';
import { itemPath, messagePath } from '../../transform/paths.ts';
import type { Writing } from '../../transform/writing.ts';
import { spelling, withExtension } from '../fields.ts';
import { writeForeignMessage } from '../foreign-message.ts';
import { isNothingLeft } from '../left-over.ts';
import { joinsResults } from '../lost-calls.ts';
import { asTurn, isOnlyInstructions } from '../only-instructions.ts';
import { PartWriter } from './part-write.ts';

const DIALECT = 'gemini';

/** `systemInstruction` and `contents`. */
export function writeContents(request: ChatRequest, writing: Writing): JsonObject {
  const writer = new PartWriter(request, writing);
  const contents: JsonObject[] = [];
  const system: JsonObject[] = [];
  let first: Message | undefined;
  let leading = true;
  /** The parts of the turn that the last results went to. */
  let results: JsonObject[] | undefined;
  const alone = isOnlyInstructions(request, DIALECT);
  for (let i = 0; i < request.messages.length; i++) {
    const at = messagePath(i);
    const said = request.messages[i] as Message;
    const message = alone ? asTurn(said, at, writing) : said;
    const there = itemPath('', 'contents', contents.length);
    if (message.name !== undefined)
      writing.leaveOut(`${at}/name`, 'message.name', "a participant's name", 'low');
    const foreign = writeForeignMessage(DIALECT, message, { at, there, writing });
    if (foreign !== undefined) {
      contents.push(foreign);
      results = undefined;
    } else if (message.role === 'system' || message.role === 'developer') {
      noteSystem(message, at, leading, first !== undefined, writing);
      first ??= message;
      writing.link(at, '/systemInstruction');
      writer.writeInstructions(message, at, system);
    } else if (message.role === 'tool' && results !== undefined && joinsResults(message, DIALECT, writing)) {
      const last = itemPath('', 'contents', contents.length - 1);
      leading = false;
      writing.link(at, last);
      writing.note(at, {
        class: 'merged-or-split',
        severity: 'none',
        reason: 'Results of calls that were made together are one turn here.',
        always: true,
      });
      writer.writeParts(message, at, last, results);
    } else {
      const parts: JsonObject[] = [];
      writing.link(at, there);
      writer.writeParts(message, at, there, parts);
      if (parts.length === 0 && isNothingLeft(message, DIALECT, at, writing)) {
        writing.links.unlink();
        continue;
      }
      leading = false;
      contents.push(content(message, at, parts, writing));
      results = message.role === 'tool' ? parts : undefined;
    }
  }
  const own = first === undefined ? undefined : withExtension(bare(first, system), first.extensions, DIALECT);
  return { ...(own === undefined ? {} : { systemInstruction: own }), contents };
}

function content(message: Message, at: string, parts: JsonObject[], writing: Writing): JsonObject {
  const { role } = message;
  if (message.content.some(({ type }) => type === 'tool_result') || role === 'tool')
    writing.note(`${at}/role`, {
      class: 'renamed',
      severity: 'none',
      reason: 'Results of tools are what the user says here.',
    });
  const spelled = spelling(message.extensions, DIALECT, '$role');
  const wire: JsonDraft = bare(message, parts);
  if (role === 'assistant') wire['role'] = 'model';
  else if (role === 'tool' && spelled === 'function') wire['role'] = 'function';
  else if (spelled !== 'absent') wire['role'] = 'user';
  return withExtension(wire, message.extensions, DIALECT);
}

function bare(message: Message, parts: JsonObject[]): JsonDraft {
  return parts.length === 0 && spelling(message.extensions, DIALECT, '$parts') === 'absent' ? {} : { parts };
}

function noteSystem(
  { role }: Message,
  at: string,
  leading: boolean,
  merged: boolean,
  writing: Writing,
): void {
  if (role === 'developer')
    writing.note(`${at}/role`, {
      class: 'renamed',
      severity: 'low',
      reason: `${writing.target.provider.name} knows only one kind of instructions.`,
    });
  writing.note(at, {
    class: merged && leading ? 'merged-or-split' : 'relocated',
    severity: leading ? 'none' : 'medium',
    reason: leading
      ? 'Sent as `systemInstruction`, beside the turns.'
      : 'Instructions after the first turn were moved to the front.',
    always: true,
  });
}
