import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
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

  /** The number of the new one, or of an equal one that was there: that is enabled. */
  add(entered: NewBreakpoint): number {
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

  /** False where there is no such breakpoint. */
  remove(id: number): boolean {
    return this.#change(id, () => []);
  }

  enable(id: number, enabled: boolean): boolean {
    return this.#change(id, (breakpoint) => [{ ...breakpoint, enabled }]);
  }

  #change(id: number, change: (breakpoint: Breakpoint) => readonly Breakpoint[]): boolean {
    const list = this.#list();
    if (!list.some((each) => each.id === id)) return false;
    this.#keep(list.flatMap((each) => (each.id === id ? change(each) : [each])));
    return true;
  }

  #list(): readonly Breakpoint[] {
    return this.#armed.map(({ breakpoint }) => breakpoint);
  }

  #keep(breakpoints: readonly Breakpoint[]): void {
    this.#armed = armAll(breakpoints) ?? this.#armed;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.new`, `${JSON.stringify({ version: 1, breakpoints }, null, 2)}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function read(text: string): readonly Armed[] | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
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
