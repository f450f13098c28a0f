import { atPointer } from '../json.ts';
import type { Part } from '../protocol/part.ts';
import type { ChatRequest, Message } from '../protocol/request.ts';

/**
 * JSON pointers of messages and of what is in them. The writer of a request, its reader and the comparison of both name the
 * same places one after the other, in every request the same ones: each such text is made once, so that finding one costs no
 * memory, and comparing two no more than their addresses.
 */

/** Bases that are remembered by list, and items by base: a request with more of them is only slower. */
const MOST = 4096;

/** What is known of bases. They are asked for in the order in which they came: mostly the last one again, or the one after it. */
class Known<T> {
  readonly #bases: string[] = [];
  readonly #values: T[] = [];
  readonly #index = new Map<string, number>();
  #last = 0;

  get(base: string): T | undefined {
    if (this.#bases[this.#last] === base) return this.#values[this.#last];
    const next = this.#last + 1;
    const at = next < this.#bases.length && this.#bases[next] === base ? next : this.#index.get(base);
    if (at === undefined) return undefined;
    this.#last = at;
    return this.#values[at];
  }

  /** Of a base that is not known yet. */
  set(base: string, value: T): void {
    if (this.#bases.length === MOST) return;
    this.#index.set(base, this.#bases.length);
    this.#bases.push(base);
    this.#values.push(value);
  }
}

const items = new Map<string, Known<string[]>>();
const members = new Map<string, Known<string>>();

function knownOf<T>(all: Map<string, Known<T>>, name: string): Known<T> {
  let known = all.get(name);
  if (known === undefined) {
    known = new Known();
    all.set(name, known);
  }
  return known;
}

/** `base/list/index`, of a list whose name needs no escape. */
export function itemPath(base: string, list: string, index: number): string {
  const bases = knownOf(items, list);
  let paths = bases.get(base);
  if (paths === undefined) {
    paths = [];
    bases.set(base, paths);
  }
  const known = paths[index];
  if (known !== undefined) return known;
  const path = `${base}/${list}/${index}`;
  // Without holes: they are named in their order.
  if (index === paths.length && index < MOST) paths.push(path);
  return path;
}

/** `base/name`, of a name that needs no escape. */
export function memberPath(base: string, name: string): string {
  const bases = knownOf(members, name);
  const known = bases.get(base);
  if (known !== undefined) return known;
  const path = `${base}/${name}`;
  bases.set(base, path);
  return path;
}

export function messagePath(index: number): string {
  return itemPath('', 'messages', index);
}

/** The same as `atPointer`, without a copy of each step: it is asked for every message and part. */
export function placed(request: ChatRequest, path: string): unknown {
  if (!path.startsWith(MESSAGES)) return atPointer(request, path);
  let here: Message | Part | undefined;
  for (let at = MESSAGES.length; at < path.length; at += CONTENTS.length) {
    let index = 0;
    for (; at < path.length && path[at] !== '/'; at++) index = index * 10 + path.charCodeAt(at) - ZERO;
    const list: readonly (Message | Part)[] =
      here === undefined ? request.messages : 'content' in here ? here.content : [];
    here = list[index];
    if (here === undefined) return undefined;
  }
  return here;
}

const MESSAGES = '/messages/';
const CONTENTS = '/content/';
const ZERO = 48;

/** Where a message and its part stand among all, from a path such as `/messages/3/content/1`. */
export function placeIn(path: string): number {
  const [, message = '0', part = '0', inner = '0'] = PLACE.exec(path) ?? [];
  return (Number(message) * 1e5 + Number(part)) * 1e4 + Number(inner);
}

const PLACE = /^\/messages\/(\d+)(?:\/content\/(\d+)(?:\/content\/(\d+))?)?/;
