import type { JsonObject } from '../../json.ts';
import type { Part } from '../../protocol/part.ts';
import type { Message } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { itemPath, memberPath } from '../../transform/paths.ts';
import { Fields, isObjects, oneOf } from '../fields.ts';
import { foreignMessage } from '../foreign-message.ts';
import { hasLateResults } from './late-results.ts';
import { readPart } from './part-read.ts';

const DIALECT = 'anthropic';
const isRole = oneOf('user', 'assistant', 'system');

/** A turn. One of nothing but tool results is of role `tool`; that it was not one with the results before it is remembered. */
export function readMessage(
  wire: JsonObject,
  at: string,
  there: string,
  afterResults: boolean,
  links: Links,
): Message {
  links.link(at, there);
  const fields = new Fields(wire);
  const role = fields.take('role', isRole);
  const text = fields.string('content');
  const blocks = text === undefined ? fields.take('content', isObjects) : undefined;
  if (role === undefined || (text === undefined && blocks === undefined))
    return foreignMessage(DIALECT, wire, { at, there, links });

  if (text !== undefined) {
    links.link(itemPath(at, 'content', 0), memberPath(there, 'content'));
    return { role, content: [{ type: 'text', text }], ...fields.extensions(DIALECT) };
  }
  const content = (blocks ?? []).map((block, i): Part => {
    const path = itemPath(at, 'content', i);
    const place = itemPath(there, 'content', i);
    links.link(path, place);
    return readPart(block, path, place, links);
  });
  // Where a string would say the same, the list is remembered.
  if (content.length <= 1) fields.spelled('$content', 'parts');
  const results =
    role === 'user' && content.length > 0 && content.every(({ type }) => type === 'tool_result');
  if (results && afterResults) fields.spelled('$turn', 'own');
  if (hasLateResults(content)) fields.spelled('$order', 'own');
  return { role: results ? 'tool' : role, content, ...fields.extensions(DIALECT) };
}
