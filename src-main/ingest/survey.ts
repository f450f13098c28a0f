import { statSync } from 'node:fs';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { Header } from './format.ts';
import { readRuns } from './runs.ts';

/** Who reads more than this corrects the program that wrote it. */
const MOST = 100;

export interface Malformed {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** One run of a file, and what it becomes. */
export interface FoundRun {
  readonly file: string;
  readonly header: Header;
  readonly node: string;
  readonly path: PathName;
  readonly startedAt: number;
}

export interface Survey {
  /** By file, in the order of the file. */
  readonly runs: readonly (readonly FoundRun[])[];
  readonly malformed: readonly Malformed[];
  /** All of them, the unlisted ones included. */
  readonly malformedCount: number;
}

export interface SurveyOptions {
  /** Takes the place of what the headers say. */
  readonly node: string | null;
  readonly path: PathName | null;
}

/** Reads the files once without keeping their events, so that nothing is stored of a file that is not sound. */
export async function survey(files: readonly string[], options: SurveyOptions): Promise<Survey> {
  const runs: FoundRun[][] = [];
  const malformed: Malformed[] = [];
  let malformedCount = 0;
  for (const [i, file] of files.entries()) {
    const modified = statSync(file).mtimeMs;
    const found: FoundRun[] = [];
    for await (const part of readRuns(file)) {
      if (part.kind === 'begin') {
        const { header } = part;
        // Of two files that do not say, the second is the other path.
        const fallback: PathName = files.length === 2 && i === 1 ? 'direct' : 'reference';
        found.push({
          file,
          header,
          node: options.node ?? header.node,
          path: options.path ?? header.path ?? fallback,
          startedAt: header.started ?? Math.floor(modified),
        });
      } else if (part.kind === 'malformed') {
        malformedCount++;
        if (malformed.length < MOST) malformed.push({ file, line: part.line, message: part.message });
      }
    }
    runs.push(found);
  }
  return { runs, malformed, malformedCount };
}

/** Which runs make one comparison: of two files, those with the same number, the same node and different paths. */
export function paired(runs: readonly (readonly FoundRun[])[]): readonly (readonly FoundRun[])[] {
  const [a, b] = runs;
  if (runs.length !== 2 || a === undefined || b === undefined) return runs.flat().map((run) => [run]);
  const groups: FoundRun[][] = [];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (left && right && left.node === right.node && left.path !== right.path) groups.push([left, right]);
    else for (const run of [left, right]) if (run) groups.push([run]);
  }
  return groups;
}
