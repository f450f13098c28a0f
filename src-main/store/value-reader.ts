import type { Canonical } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { unpack, unpackSmall } from './chunk.ts';
import { setField } from './difference.ts';
import { corrupt } from './errors.ts';
import { FRAME_NODE, PACKED_NODE, RAW_NODE } from './values.ts';

/** Trees of sane stores are at most this deep: nesting times levels of branches. */
const MAX_DEPTH = 512;
/** Characters of text that one value may come to; sharing nodes would let a small file promise much more. */
const MAX_SIZE = 512 * 1024 * 1024;
/** Characters of text that the cache may hold. */
const CACHE_SIZE = 32 * 1024 * 1024;

/** Ids that lie closer together than this are read at once: what was written together is. */
const SPAN = 128;

type Bodies = ReadonlyMap<unknown, Uint8Array>;
const NO_BODIES: Bodies = new Map();

interface Known {
  readonly value: Canonical;
  readonly size: number;
}

/** Reads the trees that values.ts writes. The file may be anybody's: every shape and size is checked. */
export class ValueReader {
  readonly #body: (id: number) => Uint8Array | undefined;
  readonly #bodies: (first: number, last: number) => Bodies;
  readonly #known = new Map<number, Known>();
  #size = 0;

  /** `bodies` gives those of all ids from the first to the last one, by id; without it each is asked for alone. */
  constructor(
    body: (id: number) => Uint8Array | undefined,
    bodies: (first: number, last: number) => Bodies = () => NO_BODIES,
  ) {
    this.#body = body;
    this.#bodies = bodies;
  }

  get(id: number): Canonical {
    return this.#read(id, 0).value;
  }

  #read(id: number, depth: number, bodies = NO_BODIES): Known {
    const known = this.#known.get(id);
    if (known !== undefined) {
      this.#known.delete(id);
      this.#known.set(id, known);
      return known;
    }
    const read = this.#decode(id, depth, bodies);
    this.#keep(id, read);
    return read;
  }

  #keep(id: number, read: Known): void {
    this.#known.set(id, read);
    this.#size += read.size;
    for (const [oldest, { size }] of this.#known) {
      if (this.#size <= CACHE_SIZE || oldest === id) break;
      this.#known.delete(oldest);
      this.#size -= size;
    }
  }

  /** Forgets what it read: ids may stand for others now. */
  clear(): void {
    this.#known.clear();
    this.#size = 0;
  }

  #decode(id: number, depth: number, bodies: Bodies): Known {
    if (depth > MAX_DEPTH) throw corrupt('a value is nested without end');
    const body = bodies.get(id) ?? this.#body(id);
    if (body === undefined) throw corrupt(`value ${id} is missing`);
    const { kind, text } = nodeOf(body);
    const content = parse(text);
    switch (kind) {
      case 't':
        return { value: content, size: text.length };
      case 'l':
      case 'm':
        return this.#leaf(id, kind, content, text.length, depth);
      case 'L':
      case 'M':
      case 'S':
        return this.#branch(id, kind, content, depth);
      default:
        throw corrupt('a value is of no known kind');
    }
  }

  #leaf(id: number, kind: 'l' | 'm', content: Canonical, length: number, depth: number): Known {
    const [elements, refs] = list(content);
    const values = list(elements).slice();
    let size = length;
    for (const ref of list(refs)) {
      const [at, child] = list(ref);
      if (typeof at !== 'number' || !(at in values)) throw corrupt('a value has a part outside of itself');
      const part = this.#child(id, child, depth);
      size = checkSize(size + part.size);
      values[at] = kind === 'l' ? part.value : [list(values[at])[0] ?? null, part.value];
    }
    return { value: kind === 'l' ? values : fromEntries(values), size };
  }

  #branch(id: number, kind: 'L' | 'M' | 'S', content: Canonical, depth: number): Known {
    let size = 0;
    const children = list(content);
    const bodies = this.#together(children);
    const parts = children.map((child) => {
      const part = this.#child(id, child, depth, bodies);
      size = checkSize(size + part.size);
      return part.value;
    });
    if (kind === 'L') return { value: parts.flatMap(list), size };
    if (kind === 'S') return { value: parts.map(string).join(''), size };
    const object: Record<string, Canonical> = {};
    for (const part of parts) {
      if (typeof part !== 'object' || part === null || Array.isArray(part))
        throw corrupt('a record has a part that is none');
      for (const [key, value] of Object.entries(part)) setField(object, key, value);
    }
    return { value: object, size };
  }

  /** Children are written before their parents: an id that is not smaller would lead round in a circle. */
  #child(parent: number, child: Canonical | undefined, depth: number, bodies = NO_BODIES): Known {
    if (typeof child !== 'number' || child >= parent)
      throw corrupt('a value has a part that cannot be its part');
    return this.#read(child, depth + 1, bodies);
  }

  /** The bodies of nodes that lie side by side, and are not known already: a large value is thousands of them. */
  #together(children: readonly Canonical[]): Bodies {
    const unknown = children.filter((id): id is number => typeof id === 'number' && !this.#known.has(id));
    if (unknown.length < 2) return NO_BODIES;
    const [first, last] = [Math.min(...unknown), Math.max(...unknown)];
    return last - first < SPAN ? this.#bodies(first, last) : NO_BODIES;
  }
}

function nodeOf(body: Uint8Array): { readonly kind: string; readonly text: string } {
  const bytes = bytesOf(body);
  return { kind: String.fromCharCode(bytes[0] ?? 0), text: bytes.toString('utf8', 1) };
}

function bytesOf(body: Uint8Array): Buffer {
  switch (body[0]) {
    case RAW_NODE:
      return Buffer.from(body.subarray(1));
    case PACKED_NODE:
      return unpackSmall(body);
    default:
      return unpack(FRAME_NODE, body);
  }
}

/** Ids of the values that are parts of this one. */
export function partsOf(body: Uint8Array): readonly number[] {
  const { kind, text } = nodeOf(body);
  if (kind === 't') return [];
  const content = list(parse(text));
  const ids = kind === 'l' || kind === 'm' ? list(content[1]).map((ref) => list(ref)[1]) : content;
  return ids.map((id) => {
    if (typeof id !== 'number') throw corrupt('a value has a part that cannot be its part');
    return id;
  });
}

function checkSize(size: number): number {
  if (size > MAX_SIZE) throw corrupt('a value is larger than any run can make');
  return size;
}

function parse(text: string): Canonical {
  try {
    return parseJsonText(text) as Canonical;
  } catch {
    throw corrupt('a value is not JSON');
  }
}

function list(value: Canonical | undefined): readonly Canonical[] {
  if (!Array.isArray(value)) throw corrupt('a value has no parts where it should');
  return value as readonly Canonical[];
}

function string(value: Canonical): string {
  if (typeof value !== 'string') throw corrupt('a text has a part that is none');
  return value;
}

function fromEntries(entries: readonly Canonical[]): Canonical {
  const object: Record<string, Canonical> = {};
  for (const entry of entries) {
    const [key, value] = list(entry);
    setField(object, string(key ?? null), value ?? null);
  }
  return object;
}
