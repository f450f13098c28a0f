import type { JsonObject } from '../../json.ts';
import type { Part, ToolResultPart } from '../../protocol/part.ts';
import type { Message } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { itemPath, memberPath, messagePath } from '../../transform/paths.ts';
import { Fields, isObjects, oneOf } from '../fields.ts';
import { type ItemPart, readModelItem } from './item-read.ts';
import { readPart } from './part-read.ts';

const DIALECT = 'openai-responses';
const isRole = oneOf('user', 'system', 'developer', 'assistant');

/** Items as messages: what the model said in a row is one of them. */
export function readItems(items: readonly JsonObject[], messages: Message[], links: Links): void {
  let open: Message | undefined;
  for (let n = 0; n < items.length; n++) {
    const item = items[n] as JsonObject;
    const there = itemPath('', 'input', n);
    const said = readModelItem(item) ?? foreignCall(item);
    if (said === undefined) {
      open = undefined;
      messages.push(readItem(item, messagePath(messages.length), there, links));
      continue;
    }
    if (open === undefined) {
      open = { role: 'assistant', content: [] };
      messages.push(open);
    }
    const at = messagePath(messages.length - 1);
    links.link(at, there);
    for (const { part, place } of said) {
      links.link(itemPath(at, 'content', open.content.length), there + place);
      open.content.push(part);
    }
  }
}

/** What the provider runs itself is the model's doing; what comes back to it, and what refers to items, is not. */
function foreignCall(item: JsonObject): readonly ItemPart[] | undefined {
  const { type, role } = item;
  if (typeof type !== 'string' || role !== undefined || NOT_OF_THE_MODEL.test(type)) return undefined;
  return [{ part: { type: 'foreign', dialect: DIALECT, value: item }, place: '/type' }];
}

const NOT_OF_THE_MODEL = /_output$|_reference$|_response$|^message$|^function_call$|^reasoning$/;

function readItem(item: JsonObject, at: string, there: string, links: Links): Message {
  links.link(at, there);
  const read =
    item['type'] === 'function_call_output'
      ? readResult(item, at, there, links)
      : item['type'] === undefined || item['type'] === 'message'
        ? readMessage(item, at, there, links)
        : undefined;
  if (read !== undefined) return read;
  links.link(itemPath(at, 'content', 0), memberPath(there, 'type'));
  return {
    role: 'user',
    content: [{ type: 'foreign', dialect: DIALECT, value: item }],
    extensions: { [DIALECT]: { $message: 'foreign' } },
  };
}

function readMessage(item: JsonObject, at: string, there: string, links: Links): Message | undefined {
  const fields = new Fields(item);
  const role = fields.take('role', isRole);
  const text = fields.string('content');
  const list = text === undefined ? fields.take('content', isObjects) : undefined;
  // What the model said and could not be read has no other form.
  const empty = role === 'assistant' && list?.length === 0 && Object.keys(item).length === 2;
  if (role === undefined || (text === undefined && list === undefined) || (role === 'assistant' && !empty))
    return undefined;
  if (fields.literal('type', 'message')) fields.spelled('$type', 'message');
  if (empty) return { role, content: [] };
  if (text !== undefined) links.link(itemPath(at, 'content', 0), memberPath(there, 'content'));
  const content = (list ?? []).map((part, j): Part => {
    links.link(itemPath(at, 'content', j), itemPath(there, 'content', j));
    return readPart(part);
  });
  if (list !== undefined && content.length <= 1) fields.spelled('$content', 'parts');
  return {
    role,
    content: text === undefined ? content : [{ type: 'text', text }],
    ...fields.extensions(DIALECT),
  };
}

function readResult(item: JsonObject, at: string, there: string, links: Links): Message | undefined {
  const fields = new Fields(item);
  fields.string('type');
  const callId = fields.string('call_id');
  const text = fields.string('output');
  const list = text === undefined ? fields.take('output', isObjects) : undefined;
  if (callId === undefined || (text === undefined && list === undefined)) return undefined;
  links.link(itemPath(at, 'content', 0), memberPath(there, 'call_id'));
  const content: ToolResultPart['content'] = [];
  if (text !== undefined) {
    links.link(itemPath(itemPath(at, 'content', 0), 'content', 0), memberPath(there, 'output'));
    content.push({ type: 'text', text });
  }
  for (const [j, wire] of (list ?? []).entries()) {
    links.link(itemPath(itemPath(at, 'content', 0), 'content', j), itemPath(there, 'output', j));
    const part = readPart(wire);
    content.push(
      part.type === 'text' || part.type === 'image' || part.type === 'file'
        ? part
        : { type: 'foreign', dialect: DIALECT, value: wire },
    );
  }
  if (list !== undefined && list.length <= 1) fields.spelled('$content', 'parts');
  return {
    role: 'tool',
    content: [{ type: 'tool_result', callId, content, ...fields.extensions(DIALECT) }],
  };
}
