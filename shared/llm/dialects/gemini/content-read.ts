import type { JsonObject } from '../../json.ts';
import type { Message } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { Fields, isObjects, oneOf } from '../fields.ts';
import { foreignMessage } from '../foreign-message.ts';
import type { CallIds } from './call-ids.ts';
import { readParts } from './part-read.ts';

const DIALECT = 'gemini';
const isRole = oneOf('user', 'model', 'function');
const ROLES = { user: 'user', model: 'assistant', function: 'tool' } as const;

/** A turn. One of nothing but results is of role `tool`; that it was not one with the results before it is remembered. */
export function readContent(
  wire: JsonObject,
  at: string,
  there: string,
  afterResults: boolean,
  ids: CallIds,
  links: Links,
): Message {
  links.link(at, there);
  const fields = new Fields(wire);
  const role = fields.take('role', isRole);
  const parts = fields.take('parts', isObjects);
  if (
    (role === undefined && wire['role'] !== undefined) ||
    (parts === undefined && wire['parts'] !== undefined)
  )
    return foreignMessage(DIALECT, wire, { at, there, links });

  if (parts === undefined) fields.spelled('$parts', 'absent');
  const content = readParts(parts ?? [], ids, at, there, links);
  const results = content.length > 0 && content.every(({ type }) => type === 'tool_result');
  const canonical = role === undefined ? 'user' : ROLES[role];
  const meant = results && canonical === 'user' ? 'tool' : canonical;
  if (role === undefined) fields.spelled('$role', 'absent');
  else if (role === 'function') fields.spelled('$role', 'function');
  if (meant === 'tool' && afterResults) fields.spelled('$turn', 'own');
  return { role: meant, content, ...fields.extensions(DIALECT) };
}

/** Instructions stand beside the turns; they are the first message. */
export function readSystem(fields: Fields, ids: CallIds, links: Links): Message[] {
  const wire = fields.object('systemInstruction');
  if (wire === undefined) return [];
  links.link('/messages/0', '/systemInstruction');
  const own = new Fields(wire);
  const parts = own.take('parts', isObjects);
  if (parts === undefined) own.spelled('$parts', 'absent');
  const content = readParts(parts ?? [], ids, '/messages/0', '/systemInstruction', links);
  return [{ role: 'system', content, ...own.extensions(DIALECT) }];
}
