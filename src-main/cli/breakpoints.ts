import type { ComparisonView } from '../../shared/api/view.ts';
import { BreakpointSet } from '../debugger/breakpoints/file.ts';
import { breakpointText, type NewBreakpoint, readBreakpoint } from '../debugger/breakpoints/read.ts';
import type { Read } from '../debugger/breakpoints/types.ts';
import { EXIT, Failure } from './failure.ts';

/** What `--break-on` was given. */
export function readBreakpoints(lines: readonly string[]): readonly NewBreakpoint[] {
  return lines.map((line) => {
    const read = readBreakpoint(line);
    if (!read.ok) throw new Failure('bad_breakpoint', refusal(`--break-on ${line}`, read), EXIT.usage);
    return read.value;
  });
}

/** The workspace's breakpoints, and those that the command line asks for. */
export function openBreakpoints(store: string, lines: readonly string[]): BreakpointSet {
  // All are read before any is kept.
  const entered = readBreakpoints(lines);
  const set = BreakpointSet.open(store);
  if (set.setAside !== null) console.log(set.setAside);
  for (const each of entered) set.add(each);
  return set;
}

/** What `break`, `breaks`, `delete`, `disable` and `enable` answer; undefined for other commands. */
export function breakpointCommand(set: BreakpointSet, word: string, rest: string): string | undefined {
  if (word === 'breaks') return listed(set);
  if (word === 'break') {
    if (rest === '') return listed(set);
    const read = readBreakpoint(rest);
    return read.ok ? `Breakpoint ${set.add(read.value)}: ${breakpointText(read.value)}` : refusal(rest, read);
  }
  const done = numbered(set, word, Number(rest));
  if (done === undefined) return undefined;
  return done ? listed(set) : `There is no breakpoint ${rest}: breaks lists them.`;
}

function numbered(set: BreakpointSet, word: string, id: number): boolean | undefined {
  if (word === 'delete') return set.remove(id);
  if (word === 'disable') return set.enable(id, false);
  if (word === 'enable') return set.enable(id, true);
  return undefined;
}

function listed(set: BreakpointSet): string {
  if (set.armed.length === 0) return 'There are no breakpoints.';
  return set.armed
    .map(({ breakpoint }) => {
      const off = breakpoint.enabled ? '' : '  (disabled)';
      return `${String(breakpoint.id).padStart(3)}  ${breakpointText(breakpoint)}${off}`;
    })
    .join('\n');
}

function refusal(text: string, read: Exclude<Read<NewBreakpoint>, { readonly ok: true }>): string {
  return `${text}: ${read.refusal.message} (column ${read.refusal.column})`;
}

/** Prints each line of the log points once. */
export class LogPrinter {
  #printed = 0;

  restart(): void {
    this.#printed = 0;
  }

  print({ live }: ComparisonView): void {
    if (!live?.log) return;
    const { lines, before } = live.log;
    if (before > this.#printed)
      console.log(`[${before - this.#printed} earlier lines of log points are gone]`);
    for (const { path, message } of lines.slice(Math.max(this.#printed - before, 0)))
      console.log(`[log] ${path}: ${message}`);
    this.#printed = before + lines.length;
  }
}
