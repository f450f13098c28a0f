import type { RerunOptions } from '../../shared/api/replay.ts';
import type { BranchChange, Position } from '../../shared/trace/branch.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { stepPaths } from '../language/edit/changed-steps.ts';
import { entryOf, visitAround } from '../replay/position.ts';
import type { RecordedPath, RecordedRun } from '../replay/recorded-run.ts';
import { Failure } from './failure.ts';
import { jsonOf } from './json-of.ts';
import type { ReportOptions } from './judgement.ts';
import type { OpenOptions } from './open.ts';
import { answerChange } from './replay-answers.ts';

/** What `parallax replay` takes. */
export interface ReplayArguments extends OpenOptions, ReportOptions {
  readonly from?: string;
  readonly set: readonly string[];
  readonly setVar: readonly string[];
  readonly setAnswer: readonly string[];
  readonly value: readonly string[];
  readonly effects?: 'recorded' | 'live' | 'deny';
  readonly path: PathName | 'both';
  readonly prove?: boolean;
  readonly apply?: boolean;
  readonly json?: boolean;
}

/** The one path that the steps are listed of: the trace that was named, else the one that performed effects. */
export function mainPath(run: RecordedRun, trace: string): RecordedPath {
  const paths = Object.values(run.paths).filter((path) => path !== null);
  const first = run.summary.traces[0]?.id;
  return (paths.find((path) => path.trace.id === trace) ??
    paths.find((path) => path.trace.id === first)) as RecordedPath;
}

export function rerunOptions(run: RecordedRun, main: RecordedPath, given: ReplayArguments): RerunOptions {
  const changes = [
    ...given.set.map((text) => fieldChange(run, text)),
    ...given.setVar.map((text): BranchChange => {
      const [name, value] = assignment(text, '--set-var');
      return { kind: 'variable', name, value: jsonOf(value, `--set-var ${name}`) };
    }),
    ...given.setAnswer.map((text) => answerChange(main, text)),
  ];
  return {
    comparison: run.summary.id,
    paths: given.path === 'both' ? [] : [given.path],
    from: given.from === undefined ? firstChanged(main, changes) : position(run, main, given.from),
    changes,
    effects: given.effects ?? 'recorded',
    values: {},
  };
}

/** Values by the place that they stand in, as they are asked for; a place that holds nothing hidden is a mistake. */
export function valuesOf(
  given: readonly string[],
  needed: readonly { readonly id: string; readonly where: readonly string[] }[],
): Readonly<Record<string, Canonical>> {
  return Object.fromEntries(
    given.map((text) => {
      const [place, value] = assignment(text, '--value');
      const found = needed.find(({ id, where }) => id === place || where.includes(place));
      if (found === undefined)
        throw new Failure(
          'usage',
          `--value ${place} is not asked for; what is: ${needed.flatMap(({ where }) => where.slice(0, 1)).join(', ') || 'nothing'}.`,
        );
      return [found.id, jsonOf(value, `--value ${place}`)];
    }),
  );
}

function fieldChange(run: RecordedRun, text: string): BranchChange {
  const [target, value] = assignment(text, '--set');
  const steps = stepsOf(run);
  const step = steps.filter((path) => target.startsWith(`${path}.`)).sort((a, b) => b.length - a.length)[0];
  if (step === undefined)
    throw new Failure(
      'usage',
      `--set takes STEP.FIELD=VALUE, and there is no step for ${target}; steps are: ${steps.join(', ')}.`,
    );
  return { kind: 'field', step, field: target.slice(step.length + 1), value };
}

/** A step by its path, by its number in the list of steps, or by an event (`#57`) of one of its visits. */
export function position(run: RecordedRun, main: RecordedPath, text: string): Position {
  const numbered = /^\d+$/.test(text) ? topVisits(main)[Number(text) - 1] : undefined;
  if (numbered !== undefined) return numbered;
  const visit = /^#\d+$/.test(text) ? visitAround(main.events, Number(text.slice(1))) : null;
  if (visit !== null) return visit;
  const [step = '', occ] = text.split('@');
  const known = entryOf(main.events, { step }) >= 0 || stepsOf(run).includes(step);
  if (!known)
    throw new Failure(
      'usage',
      `There is no step ${text}; the steps of this run are: ${[...new Set(topVisits(main).map((visit) => visit.step))].join(', ')}.`,
    );
  return occ === undefined ? { step } : { step, occ };
}

/** Visits of the root's own steps, in order. */
function topVisits(main: RecordedPath): readonly { readonly step: string; readonly occ: string }[] {
  return main.events.flatMap((event) =>
    event.kind === 'step_entered' && !event.step.includes('/') ? [{ step: event.step, occ: event.occ }] : [],
  );
}

function stepsOf(run: RecordedRun): readonly string[] {
  return stepPaths(run.program);
}

/** A changed step, and one that is answered otherwise, is run again from its first such visit; a changed variable without a place is an input. */
function firstChanged(main: RecordedPath, changes: readonly BranchChange[]): Position | null {
  if (changes.some(({ kind }) => kind === 'variable')) return null;
  const isMeant = (change: BranchChange, step: string, occ: string): boolean =>
    (change.kind === 'field' && change.step === step) ||
    (change.kind === 'answer' && change.step === step && change.occ === occ);
  const entered = main.events.find(
    ({ kind, step, occ }) => kind === 'step_entered' && changes.some((change) => isMeant(change, step, occ)),
  );
  return entered === undefined ? null : { step: entered.step, occ: entered.occ };
}

function assignment(text: string, option: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Failure('usage', `${option} takes NAME=VALUE, not ${text}.`);
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}
