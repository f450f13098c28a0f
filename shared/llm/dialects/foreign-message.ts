import type { JsonObject } from '../json.ts';
import type { Dialect } from '../protocol/part.ts';
import type { Message } from '../protocol/request.ts';
import type { Links } from '../transform/links.ts';
import { itemPath, memberPath } from '../transform/paths.ts';
import type { Writing } from '../transform/writing.ts';
import { spelling } from './fields.ts';

/** Where a message stands canonically, and in the wire. */
interface Places {
  readonly at: string;
  readonly there: string;
}

/** A message that has no canonical form goes as a whole. */
export function foreignMessage(
  dialect: Dialect,
  wire: JsonObject,
  { at, there, links }: Places & { readonly links: Links },
): Message {
  links.link(itemPath(at, 'content', 0), memberPath(there, 'role'));
  return {
    role: 'user',
    content: [{ type: 'foreign', dialect, value: wire }],
    extensions: { [dialect]: { $message: 'foreign' } },
  };
}

/** Such a message as it was; undefined where it is none, or one of another dialect. */
export function writeForeignMessage(
  dialect: Dialect,
  { content: [only], extensions }: Message,
  { at, there, writing }: Places & { readonly writing: Writing },
): JsonObject | undefined {
  if (spelling(extensions, dialect, '$message') !== 'foreign') return undefined;
  if (only?.type !== 'foreign' || only.dialect !== dialect) return undefined;
  writing.link(at, there);
  writing.link(itemPath(at, 'content', 0), memberPath(there, 'role'));
  return only.value;
}
