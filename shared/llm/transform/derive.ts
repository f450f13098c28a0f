import { atPointer, isObject, type Json, type JsonObject, parseJson, pointer, sameJson } from '../json.ts';
import type { Loss } from '../losses/loss.ts';
import { roundedNumbers } from '../numbers.ts';
import type { Dialect, Extensions, Part } from '../protocol/part.ts';
import type { ChatRequest, Message, Tool } from '../protocol/request.ts';
import { extensionSeverity } from './extension-severity.ts';
import { type LinkMap, Places } from './links.ts';
import type { Note } from './notes.ts';
import { itemPath, messagePath, placed, placeIn } from './paths.ts';
import type { Writing } from './writing.ts';

export interface Derived {
  readonly losses: readonly Loss[];
  /** Losses that nobody accounts for: a bug of an adapter. They are among `losses`, with severity high. */
  readonly unexplained: readonly Loss[];
}

/** Not of the request's meaning: the route decides the model, and `required` speaks to Parallax. */
const OUTSIDE = new Set(['messages', 'tools', 'model', 'required']);

/**
 * The losses of one transform, from what was really sent: `back` is what the body `wire` says when it is read again. Every
 * leaf of `request` that is not the same there, and every leaf there that is not in `request`, is a loss; notes only say why.
 */
export function deriveLosses(
  request: ChatRequest,
  wire: JsonObject,
  back: ChatRequest,
  read: LinkMap,
  writing: Writing,
): Derived {
  const comparison = new Comparison(wire, back, read, writing);
  comparison.fields(request, back, '', OUTSIDE);
  comparison.tools(request.tools, back.tools);
  comparison.messages(request.messages, back.messages);
  comparison.settle();
  comparison.always(request);
  return { losses: comparison.losses, unexplained: comparison.unexplained };
}

class Comparison {
  readonly losses: Loss[] = [];
  readonly unexplained: Loss[] = [];
  readonly #wire: JsonObject;
  readonly #back: ChatRequest;
  readonly #read: LinkMap;
  readonly #writing: Writing;
  readonly #told = new Set<Note>();
  /** Where something of the request was found in what was read back. */
  readonly #found = new Places();
  /** Where the last of it stands there. */
  #foundAt = '';
  /** Differences that no note accounts for. */
  readonly #open: Difference[] = [];

  constructor(wire: JsonObject, back: ChatRequest, read: LinkMap, writing: Writing) {
    this.#wire = wire;
    this.#back = back;
    this.#read = read;
    this.#writing = writing;
  }

  /** Members of two objects, `extensions` by their own rule. */
  fields(before: object, after: object, path: string, skip: ReadonlySet<string> = NONE): void {
    const a = before as Record<string, unknown>;
    const b = after as Record<string, unknown>;
    for (const key in a) {
      const other = Object.hasOwn(b, key) ? b[key] : undefined;
      if (a[key] !== other && !skip.has(key)) this.#member(key, a[key], other, path);
    }
    for (const key in b)
      if (!Object.hasOwn(a, key) && !skip.has(key)) this.#member(key, undefined, b[key], path);
  }

  #member(key: string, before: unknown, after: unknown, path: string): void {
    if (key === 'extensions')
      this.#extensions(before as Extensions | undefined, after as Extensions | undefined, path);
    else this.#value(before, after, pointer(path, key));
  }

  #value(before: unknown, after: unknown, path: string): void {
    if (before === after || (GROUPS.has(path) && isEmpty(before) && isEmpty(after))) return;
    // Of what is there on one side only, the reasons may stand further down, member by member.
    const apart = (some: unknown, other: unknown): boolean =>
      other === undefined &&
      isObject(some) &&
      Object.keys(some).length > 0 &&
      this.#writing.notes.near(path) === undefined;
    if (isObject(before) && isObject(after)) this.fields(before, after, path);
    else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
      for (let i = 0; i < before.length; i++) this.#value(before[i], after[i], pointer(path, i));
    else if (apart(before, after)) this.fields(before as object, {}, path);
    else if (apart(after, before)) this.fields({}, after as object, path);
    else if (!Object.is(before, after)) this.#differ(path, before, after);
  }

  #differ(path: string, before: unknown, after: unknown): void {
    if (before === undefined && this.#writing.notes.hasBecome(path)) return;
    const note = this.#writing.notes.near(path);
    if (note === undefined) {
      this.#open.push({ path, before, after });
      return;
    }
    this.#told.add(note);
    this.#tell(note, path, before, note.becomes === undefined ? after : atPointer(this.#back, note.becomes));
  }

  #tell(note: Note, path: string, before: unknown, after: unknown): void {
    this.losses.push({
      class: note.class,
      path,
      before: (before ?? null) as Json,
      after: (after ?? null) as Json,
      severity: note.severity,
      explicit: before !== undefined,
      reason: note.reason,
      source: note.source ?? null,
    });
  }

  /** What no note accounts for: either an extension does, or it is a bug. */
  settle(): void {
    const own = this.#open.filter((each) => this.#isOutspoken(each));
    for (const { path, before } of own) this.#tell(OUTSPOKEN, path, before, undefined);
    for (const each of this.#open) {
      if (own.includes(each)) continue;
      if (own.length > 0) this.#tell(SPOKEN_FOR, each.path, each.before, each.after);
      else this.#unexplained(each);
    }
  }

  /** Whether this was said in an extension, in words of the dialect that the request has words for: it is in the body. */
  #isOutspoken({ path, before }: Difference): boolean {
    const mark = `/extensions/${this.#writing.target.provider.dialect}/`;
    const at = path.lastIndexOf(mark);
    if (before === undefined || at === -1) return false;
    const owner = path.slice(0, at);
    const [key = ''] = path.slice(at + mark.length).split('/');
    const places = owner === '' ? [''] : this.#writing.links.wiresOf(owner);
    return places.some((place) => {
      const there = atPointer(this.#wire, place);
      const object = isObject(there)
        ? there
        : atPointer(this.#wire, place.slice(0, Math.max(0, place.lastIndexOf('/'))));
      return atPointer(object, `/${key}`) !== undefined;
    });
  }

  #unexplained({ path, before, after }: Difference): void {
    const loss: Loss = {
      class: before === undefined ? 'default-changed' : 'dropped',
      path,
      before: (before ?? null) as Json,
      after: (after ?? null) as Json,
      severity: 'high',
      explicit: before !== undefined,
      reason: 'Nothing accounts for this difference: it is a bug of Parallax.',
      source: null,
    };
    this.losses.push(loss);
    this.unexplained.push(loss);
  }

  /** Of `owner`: what only another dialect knows stays behind; what only this one knows arrives, or is told. */
  #extensions(before: Extensions | undefined, after: Extensions | undefined, owner: string): void {
    const place = (dialect: Dialect): string => pointer(pointer(owner, 'extensions'), dialect);
    const own = this.#writing.target.provider.dialect;
    for (const [dialect, value] of Object.entries(before ?? {}) as [Dialect, JsonObject | undefined][])
      if (dialect !== own && value !== undefined)
        for (const [key, lost] of Object.entries(meaning(value)))
          this.#tell(foreign(dialect, key, lost), pointer(place(dialect), key), lost, undefined);
    const mine = meaning(before?.[own]);
    const theirs = meaning(after?.[own]);
    if (!sameJson(mine, theirs)) this.fields(mine, theirs, place(own));
  }

  tools(before: readonly Tool[] | undefined, after: readonly Tool[] | undefined): void {
    if (before === undefined && after === undefined) return;
    const whole = this.#writing.notes.at('/tools');
    if (after === undefined && whole !== undefined) {
      this.#differ('/tools', before, undefined);
      return;
    }
    for (const [i, tool] of (before ?? []).entries()) {
      const sent = this.#find<Tool>(`/tools/${i}`);
      if (sent === undefined) this.#differ(`/tools/${i}`, tool, undefined);
      else this.fields(tool, sent, `/tools/${i}`);
    }
    for (const [i, tool] of (after ?? []).entries()) this.#added(`/tools/${i}`, tool);
  }

  messages(before: readonly Message[], after: readonly Message[]): void {
    for (let i = 0; i < before.length; i++) {
      const message = before[i] as Message;
      const path = messagePath(i);
      const whole = this.#writing.notes.at(path);
      const sent = this.#find<Message>(path);
      if (sent === undefined && (whole !== undefined || message.content.length === 0)) {
        this.#differ(path, message, undefined);
        continue;
      }
      if (sent !== undefined) this.fields(message, sent, path, CONTENT);
      else {
        const { content: _, role: __, ...rest } = message;
        this.fields(rest, {}, path);
      }
      this.#parts(message.content, path);
    }
    for (let i = 0; i < after.length; i++) {
      const message = after[i] as Message;
      const path = messagePath(i);
      if (message.content.length === 0) this.#added(path, message);
      this.#addedParts(message.content, path);
    }
  }

  #parts(parts: readonly Part[], path: string): void {
    const order: Placed[] | undefined = parts.length > 1 ? [] : undefined;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      const at = itemPath(path, 'content', i);
      const sent = this.#find<Part>(at);
      if (sent !== undefined) order?.push({ part: i, place: placeIn(this.#foundAt) });
      if (sent === undefined) this.#differ(at, part, undefined);
      else if (part.type === 'tool_result' && sent.type === 'tool_result') {
        this.fields(part, sent, at, CONTENT);
        this.#parts(part.content, at);
      } else if (part.type === 'tool_call' && sent.type === 'tool_call') {
        this.fields(part, sent, at, ARGUMENTS);
        if (!sameText(part.arguments, sent.arguments))
          this.#differ(`${at}/arguments`, part.arguments, sent.arguments);
      } else if (part.type === 'foreign' && sent.type === 'foreign') {
        if (!sameJson(part, sent)) this.#differ(at, part, sent);
      } else this.fields(part, sent, at);
    }
    if (order !== undefined) this.#order(order, path);
  }

  /** Tells of parts that are sent in another order. */
  #order(order: readonly Placed[], path: string): void {
    const after = order.toSorted((a, b) => a.place - b.place);
    if (after.some(({ part }, i) => part !== order[i]?.part))
      this.#tell(
        REORDERED,
        `${path}/content`,
        order.map(({ part }) => part),
        after.map(({ part }) => part),
      );
  }

  /** Where a place of the request is found in what was read back. */
  #find<T>(path: string): T | undefined {
    const nearby = this.#writing.links.nearbyWireOf(path);
    const found = nearby === undefined ? undefined : this.#readBack<T>(nearby);
    if (found !== undefined) return found;
    for (const wire of this.#writing.links.wiresOf(path)) {
      const other = this.#readBack<T>(wire);
      if (other !== undefined) return other;
    }
    return undefined;
  }

  #readBack<T>(wire: string): T | undefined {
    const there = this.#read.canonicalOf(wire);
    const found = there === undefined ? undefined : placed(this.#back, there);
    if (found === undefined || there === undefined) return undefined;
    this.#found.add(there);
    this.#foundAt = there;
    return found as T;
  }

  #addedParts(parts: readonly Part[], path: string): void {
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      const at = itemPath(path, 'content', i);
      if (!this.#added(at, part) && part.type === 'tool_result') this.#addedParts(part.content, at);
    }
  }

  /** Tells of a place in what was sent that comes from nowhere in the request. */
  #added(path: string, value: unknown): boolean {
    if (this.#found.has(path)) return false;
    const wire = this.#read.wiresOf(path)[0];
    if (wire !== undefined && this.#writing.links.canonicalOf(wire) !== undefined) return false;
    const note = wire === undefined ? undefined : this.#writing.notes.additionAt(wire);
    if (note === undefined) this.#open.push({ path, before: undefined, after: value });
    else this.#tell(note, note.path, undefined, value);
    return true;
  }

  /** Notes about what arrives, at another place, under another name, or in vain. */
  always(request: ChatRequest): void {
    this.#writing.notes.all().forEach((note, path) => {
      if (note.always !== true || this.#told.has(note)) return;
      const value = atPointer(request, path);
      // Of what Parallax itself put in, its own note tells.
      if (value !== undefined || !path.startsWith('/messages/')) this.#tell(note, path, value, value);
    });
  }
}

/** A part's index, and where it was found in what was read back. */
interface Placed {
  readonly part: number;
  readonly place: number;
}

interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const OUTSPOKEN: Note = {
  class: 'renamed',
  severity: 'low',
  reason:
    'This extension is a field that the request has its own word for: it is read as that, or gives way to it.',
};
const SPOKEN_FOR: Note = {
  class: 'default-changed',
  severity: 'medium',
  reason: 'An extension of the request says this in the words of the dialect.',
};
const REORDERED: Note = {
  class: 'relocated',
  severity: 'low',
  reason: 'The parts are sent in another order: some have places of their own in this wire format.',
};

/** Members that only hold others: an empty one says nothing. */
const GROUPS: ReadonlySet<string> = new Set(['/cache', '/reasoning', '/parameters', '/metadata']);

function isEmpty(value: unknown): boolean {
  return value === undefined || (isObject(value) && Object.keys(value).length === 0);
}

const NONE: ReadonlySet<string> = new Set();
const CONTENT: ReadonlySet<string> = new Set(['content']);
const ARGUMENTS: ReadonlySet<string> = new Set(['arguments']);

function foreign(dialect: Dialect, key: string, lost: Json): Note {
  return {
    class: 'dropped',
    severity: extensionSeverity(dialect, key, lost),
    reason: `Only ${dialect} knows this field.`,
  };
}

/** An extension without what it remembers of spelling. */
function meaning(extension: JsonObject = NOTHING): JsonObject {
  const meant = Object.keys(extension).filter((key) => !key.startsWith('$'));
  if (meant.length === 0) return NOTHING;
  return Object.fromEntries(meant.map((key) => [key, extension[key] as Json]));
}
const NOTHING: JsonObject = {};

/** Arguments are the same if they say the same JSON, to the last digit. */
function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parseJson(a), parseJson(b)];
  return left !== undefined && right !== undefined && sameJson(left, right) && roundedNumbers(a).length === 0;
}
