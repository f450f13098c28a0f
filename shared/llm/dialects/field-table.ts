import { stepsOf } from '../dotted.ts';
import { isObject, type Json, type JsonDraft, type JsonObject, member, setMember } from '../json.ts';
import type { ChatRequest } from '../protocol/request.ts';
import type { Note } from '../transform/notes.ts';
import type { Writing } from '../transform/writing.ts';
import { Fields } from './fields.ts';

/** One field of the request that a dialect carries as it is, at a place of its own. */
export interface FieldMapping {
  /** In the canonical request, at most two deep: `parameters.topP`. */
  readonly canonical: string;
  /** In the wire, at most two deep: `generationConfig.topP`. */
  readonly wire: string;
  readonly is: (value: Json) => boolean;
}

type Nested = Record<string, unknown>;

/** Reads all mapped fields; nested wire objects leave their rest behind. */
export function readFields(
  fields: Fields,
  wire: JsonObject,
  table: readonly FieldMapping[],
): Partial<ChatRequest> {
  const out: Nested = {};
  const nested = new Map<string, Fields>();
  for (const { canonical, wire: place, is } of table) {
    const [first, second] = stepsOf(place);
    const fits = (value: Json): value is Json => is(value);
    let value: Json | undefined;
    if (second === undefined) value = fields.take(first, fits);
    else {
      let inner = nested.get(first);
      const object = member(wire, first);
      if (inner === undefined && isObject(object) && Object.keys(object).length > 0) {
        inner = new Fields(object);
        nested.set(first, inner);
      }
      value = inner?.take(second, fits);
    }
    if (value !== undefined) setAt(out, canonical, value);
  }
  for (const [key, inner] of nested) {
    fields.object(key);
    fields.leave(key, inner.rest());
  }
  return out as Partial<ChatRequest>;
}

/** Writes what is set, and tells of other names and places. */
export function writeFields(
  out: JsonDraft,
  request: ChatRequest,
  table: readonly FieldMapping[],
  writing: Writing,
): void {
  for (const mapping of table) {
    const value = getAt(request as unknown as Nested, mapping.canonical);
    if (value === undefined) continue;
    setAt(out, mapping.wire, value);
    const move = moveOf(mapping);
    if (move !== null) writing.note(move.path, move.note);
  }
}

interface Move {
  readonly path: string;
  readonly note: Note;
}

const MOVES = new Map<FieldMapping, Move | null>();

/** What is to be told of a field under another name or at another place, found out once; null: nothing. */
function moveOf(mapping: FieldMapping): Move | null {
  let move = MOVES.get(mapping);
  if (move === undefined) {
    move = findMove(mapping);
    MOVES.set(mapping, move);
  }
  return move;
}

function findMove({ canonical, wire }: FieldMapping): Move | null {
  const place = wire.split('.');
  const renamed = snake(canonical.split('.').at(-1) as string) !== snake(place.at(-1) as string);
  if (!renamed && place.length === 1) return null;
  return {
    path: `/${canonical.replaceAll('.', '/')}`,
    note: {
      class: renamed ? 'renamed' : 'relocated',
      severity: 'none',
      reason: `Sent as \`${wire}\`.`,
      always: true,
    },
  };
}

/** Tells of every field among `all` that is set and that the dialect has no place for. */
export function notePlaceless(
  request: ChatRequest,
  placeless: Readonly<Record<string, string>>,
  writing: Writing,
): void {
  for (const canonical in placeless)
    if (getAt(request as unknown as Nested, canonical) !== undefined)
      writing.noPlace(`/${canonical.replaceAll('.', '/')}`, placeless[canonical] as string);
}

function getAt(object: Nested, path: string): Json | undefined {
  const [first, second] = stepsOf(path);
  const value = object[first];
  return (second === undefined ? value : (value as Nested | undefined)?.[second]) as Json | undefined;
}

function setAt(object: Nested, path: string, value: Json): void {
  const [first, second] = stepsOf(path);
  if (second === undefined) setMember(object as JsonDraft, first, value);
  else {
    object[first] ??= {};
    (object[first] as Nested)[second] = value;
  }
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
