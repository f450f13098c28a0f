import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJsonText } from '../../../shared/values/json-text.ts';
import { writeJson } from '../../workspace/json-file.ts';
import { type Armed, arm, breakpointText, DEFAULT_BREAKPOINTS, type NewBreakpoint } from './read.ts';
import type { Breakpoint } from './types.ts';

const FILE = 'breakpoints.json';

const schema = z.strictObject({
  version: z.literal(1),
  breakpoints: z
    .array(
      z.strictObject({
        id: z.int().min(1),
        spec: z.string(),
        condition: z.string().optional(),
        hits: z.strictObject({ when: z.enum(['=', '>=', '%']), count: z.int().min(1) }).optional(),
        log: z.string().optional(),
        once: z.boolean(),
        enabled: z.boolean(),
      }),
    )
    .max(1000),
});

/** The workspace's breakpoints, kept in its store folder and written at every change. */
export class BreakpointSet {
  readonly #file: string;
  readonly #listeners = new Set<() => void>();
  #armed: readonly Armed[];
  /** Why the file was set aside, where it was. */
  readonly setAside: string | null;

  private constructor(file: string, armed: readonly Armed[], setAside: string | null) {
    this.#file = file;
    this.#armed = armed;
    this.setAside = setAside;
  }

  /** From the store's folder; a file that cannot be read is renamed, and the set begins anew. */
  static open(store: string): BreakpointSet {
    const file = join(store, FILE);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return new BreakpointSet(file, DEFAULT_BREAKPOINTS, null);
    }
    const armed = read(text);
    if (armed) return new BreakpointSet(file, armed, null);
    renameSync(file, `${file}.bad`);
    const why = `${FILE} could not be read: it is ${FILE}.bad now, and only divergence is set.`;
    return new BreakpointSet(file, DEFAULT_BREAKPOINTS, why);
  }

  get armed(): readonly Armed[] {
    return this.#armed;
  }

  /** Calls back after every change; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes over what another program, such as a debugger in the terminal, has written meanwhile. */
  refresh(): void {
    let armed: readonly Armed[] | null;
    try {
      armed = read(readFileSync(this.#file, 'utf8'));
    } catch {
      return;
    }
    if (armed === null || listText(armed) === listText(this.#armed)) return;
    this.#become(armed);
  }

  /** The number of the new one, or of an equal one that was there: that is enabled. */
  add(entered: NewBreakpoint): number {
    this.refresh();
    const text = breakpointText(entered);
    const known = this.#armed.find(({ breakpoint }) => breakpointText(breakpoint) === text);
    if (known) {
      this.enable(known.breakpoint.id, true);
      return known.breakpoint.id;
    }
    const id = Math.max(0, ...this.#armed.map(({ breakpoint }) => breakpoint.id)) + 1;
    this.#keep([...this.#list(), { ...entered, id }]);
    return id;
  }

  /** Another breakpoint in its place, and in that of an equal one. False where there is no such breakpoint. */
  edit(id: number, entered: NewBreakpoint): boolean {
    const text = breakpointText(entered);
    return this.#change(
      [id],
      () => [{ ...entered, id }],
      (each) => breakpointText(each) !== text,
    );
  }

  /** False where there is none of them. */
  remove(...ids: readonly number[]): boolean {
    return this.#change(ids, () => []);
  }

  enable(ids: number | readonly number[], enabled: boolean): boolean {
    return this.#change([ids].flat(), (breakpoint) => [{ ...breakpoint, enabled }]);
  }

  #change(
    ids: readonly number[],
    change: (breakpoint: Breakpoint) => readonly Breakpoint[],
    keep: (other: Breakpoint) => boolean = () => true,
  ): boolean {
    this.refresh();
    const list = this.#list();
    if (!list.some(({ id }) => ids.includes(id))) return false;
    this.#keep(list.flatMap((each) => (ids.includes(each.id) ? change(each) : keep(each) ? [each] : [])));
    return true;
  }

  #list(): readonly Breakpoint[] {
    return this.#armed.map(({ breakpoint }) => breakpoint);
  }

  #keep(breakpoints: readonly Breakpoint[]): void {
    const armed = armAll(breakpoints);
    if (armed === null) return;
    writeJson(this.#file, { version: 1, breakpoints });
    this.#become(armed);
  }

  #become(armed: readonly Armed[]): void {
    this.#armed = armed;
    for (const listener of this.#listeners) listener();
  }
}

function listText(armed: readonly Armed[]): string {
  return JSON.stringify(armed.map(({ breakpoint }) => breakpoint));
}

function read(text: string): readonly Armed[] | null {
  try {
    const parsed = schema.safeParse(parseJsonText(text));
    return parsed.success ? armAll(parsed.data.breakpoints) : null;
  } catch {
    return null;
  }
}

/** Null where one of them cannot be read. */
function armAll(breakpoints: readonly Breakpoint[]): readonly Armed[] | null {
  const armed: Armed[] = [];
  for (const breakpoint of breakpoints) {
    const each = arm(breakpoint);
    if (!each.ok) return null;
    armed.push(each.value);
  }
  return armed;
}
