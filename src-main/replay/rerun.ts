import type { RerunDecision, RerunOptions, RerunPlan } from '../../shared/api/replay.ts';
import type { Program } from '../../shared/node/program.ts';
import type { BranchRecord } from '../../shared/trace/branch.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { continuationAt } from '../debugger/continuation.ts';
import type { ComparisonOptions, PathResume } from '../debugger/options.ts';
import { restoreImage } from '../effects/database/restore.ts';
import type { RecordedEffect } from '../effects/types.ts';
import {
  assignments,
  type ChangedNodes,
  changedAnswers,
  changeNodes,
  nameOf,
  setVariables,
} from './changes.ts';
import type { ReplayDeps } from './deps.ts';
import { misfit } from './fit.ts';
import { handlerNotes } from './handler-notes.ts';
import { checkGiven, Needs, revealed } from './needed-values.ts';
import { type Attempted, refuse } from './outcome.ts';
import { entryOf } from './position.ts';
import { databaseUntil, type RecordedPath, type RecordedRun, readRun } from './recorded-run.ts';
import { type OpenQuestion, rerunEffects } from './rerun-effects.ts';
import { outsideSteps } from './touches.ts';

/** Called while a branch runs. */
export interface RerunHooks {
  ask(question: OpenQuestion): Promise<RerunDecision>;
  refused(question: OpenQuestion): void;
}

/** A re-run that is ready to start, but for values that are still to be given. */
export interface PreparedRerun {
  readonly run: RecordedRun;
  readonly plan: RerunPlan;
  options(hooks: RerunHooks): ComparisonOptions;
}

const PATHS: readonly PathName[] = ['reference', 'direct'];

/** A path of a branch: whose record it goes on from, and where. */
interface Start {
  readonly path: PathName;
  readonly record: RecordedPath;
  /** Index of the `step_entered` event; 0 from the beginning. */
  readonly event: number;
  readonly resume: PathResume;
}

/** Finds out what a re-run needs and does, from the record alone. `kind` names what it is made for. */
export function prepareRerun(
  deps: ReplayDeps,
  options: RerunOptions,
  kind: BranchRecord['kind'] = isReplay(options) ? 'replay' : 'what_if',
): Attempted<PreparedRerun> {
  const read = readRun(deps.comparison.store, options.comparison, deps.present);
  if (!read.ok) return read;
  const run = read.value;
  const recorded = PATHS.flatMap((path) => run.paths[path] ?? []);
  const first = recorded[0] as RecordedPath;
  const changed = changeNodes(run.sources, run.programs, options.changes, run.program.id, first.events);
  if (!changed.ok) return changed;
  // Another program is no path of this node: what it was given is run on both.
  const all = run.foreign ? PATHS : recorded.map(({ path }) => path);
  const paths = orderOf(run, options.paths.length > 0 ? options.paths : all);
  const starts: Start[] = [];
  const needs = new Needs();
  for (const path of paths) {
    const record = run.paths[options.state ?? path] ?? run.paths[path] ?? first;
    const start = startOf(deps, run, path, record, options, changed.value, needs, kind === 'replay');
    if (!start.ok) return start;
    starts.push(start.value);
  }
  const from = options.from === null ? null : placeOf(starts[0] as Start);
  const before = from === null ? [] : starts.flatMap(({ record, event }) => record.events.slice(0, event));
  const answers = changedAnswers(
    options.changes,
    before,
    recorded.flatMap((each) => each.effects),
  );
  if (!answers.ok) return answers;
  if (from === null) {
    const why = unknownInput(options, run.program);
    if (why !== null) return refuse('invalid', why);
    const replaced = new Set(options.changes.flatMap((c) => (c.kind === 'variable' ? [c.name] : [])));
    for (const [name, value] of Object.entries(run.inputs)) if (!replaced.has(name)) needs.add(value, name);
  }
  const effects = starts.flatMap(({ path, record, event }) => effectsAfter(path, record, event));
  for (const { step, answer } of effects)
    if (answer !== null) needs.add(contentOf(answer), `what ${step} was answered`);
  const missing = checkGiven(needs.list, options.values, deps.comparison.fingerprintKey);
  if (!missing.ok) return missing;
  const name = options.name ?? nameOf(options.changes, run.sources);
  const branch: BranchRecord = { kind, of: run.summary.id, from, name, changes: options.changes };
  const program = changed.value.programs.get(run.program.id) as Program;
  const plan: RerunPlan = {
    node: run.program.id,
    kind,
    paths,
    from,
    name,
    needed: missing.value,
    touches: kind === 'replay' ? [] : outsideSteps(changed.value.programs, program.id, from?.step ?? ''),
    notes: [...foreignNotes(run), ...handlerNotes(deps, run), ...databaseNotes(starts, kind)],
    edits: changed.value.edits,
  };
  return {
    ok: true,
    value: {
      run,
      plan,
      options: (hooks) => ({
        program,
        callees: changed.value.programs,
        sources: changed.value.sources,
        handlers: deps.handlers,
        inputs: inputsOf(run.inputs, options),
        effects: kind === 'replay' ? 'replay' : run.summary.effects === 'each' ? 'each' : 'share',
        paths,
        policy: run.policy,
        ...(run.models ? { models: run.models } : {}),
        clockScale: deps.clockScale,
        branch: {
          record: branch,
          resume: Object.fromEntries(starts.map(({ path, resume }) => [path, resume])),
          effects: rerunEffects({
            recorded: effects,
            reveal: (answer) => revealed(answer, options.values),
            answers: answers.value,
            policy: options.effects,
            strict: kind === 'replay',
            clockScale: first.trace.clockScale,
            images: imagesOf(starts),
            ask: hooks.ask,
            onRefused: hooks.refused,
          }),
        },
      }),
    },
  };
}

function foreignNotes({ foreign, summary }: RecordedRun): readonly string[] {
  return foreign ? [`Another program made this record: ${summary.node} is run as it is now.`] : [];
}

function isReplay({ changes, from, effects }: RerunOptions): boolean {
  return changes.length === 0 && from === null && effects === 'recorded';
}

/** The path that performed effects in the record comes first again. */
function orderOf(run: RecordedRun, wanted: readonly PathName[]): readonly PathName[] {
  const recorded = run.summary.traces.map(({ path }) => path);
  return [...new Set([...recorded, ...PATHS])].filter((path) => wanted.includes(path));
}

function startOf(
  deps: ReplayDeps,
  run: RecordedRun,
  path: PathName,
  record: RecordedPath,
  options: RerunOptions,
  nodes: ChangedNodes,
  needs: Needs,
  strict: boolean,
): Attempted<Start> {
  const { store } = deps.comparison;
  if (options.from === null) {
    // Where the record answers everything, what it wrote is what the replay wrote.
    const database = databaseUntil(store, record, strict ? record.events.length : 0);
    const resume: PathResume = { prefix: [], continuation: null, database };
    return { ok: true, value: { path, record, event: 0, resume } };
  }
  const event = entryOf(record.events, options.from);
  const entered = record.events[event];
  if (entered === undefined) {
    const visit = options.from.occ === undefined ? '' : ` (${options.from.occ})`;
    return refuse(
      'invalid',
      `The ${record.path} path never entered ${options.from.step}${visit} in this run.`,
    );
  }
  const hidden = continuationAt(record.events, event, run.programs);
  const why = misfit(hidden, nodes.programs);
  if (why !== null) return refuse('refused', `The run cannot go on from ${entered.step}: ${why}`);
  const set = setVariables(hidden, options.changes, run.programs);
  if (!set.ok) return set;
  needs.continuation(set.value);
  const database = databaseUntil(store, record, event);
  for (const { step, changes } of database.writes)
    needs.add(changes as unknown as Canonical, `what ${step} wrote`);
  const prefix = [...record.events.slice(0, event), ...assignments(options.changes, entered)];
  const resume: PathResume = {
    prefix: revealed(prefix, options.values),
    continuation: revealed(set.value, options.values),
    database: { ...database, writes: revealed(database.writes, options.values) },
  };
  return { ok: true, value: { path, record, event, resume } };
}

function placeOf({ record, event }: Start): { readonly step: string; readonly occ: string } {
  const { step, occ } = record.events[event] as RecordedPath['events'][number];
  return { step, occ };
}

/** What the record answers after the position, to this path. */
function effectsAfter(path: PathName, record: RecordedPath, event: number): readonly RecordedEffect[] {
  const asked = new Set(
    record.events
      .slice(event)
      .flatMap((each) =>
        each.kind === 'effect_requested' ? [`${each.step}@${each.occ}#${each.effect}`] : [],
      ),
  );
  return record.effects
    .filter(({ step, occ, effect }) => asked.has(`${step}@${occ}#${effect}`))
    .map((effect) => ({ ...effect, path }));
}

function contentOf(answer: Exclude<RecordedEffect['answer'], null>): Canonical {
  return answer.ok ? answer.value : answer.error.fields;
}

function unknownInput({ changes }: RerunOptions, program: Program): string | null {
  const names = program.inputs.map(({ name }) => name);
  const change = changes.find((each) => each.kind === 'variable' && !names.includes(each.name));
  return change?.kind === 'variable'
    ? `${program.id} has no input ${change.name}; its inputs are: ${names.join(', ') || 'none'}.`
    : null;
}

function inputsOf(inputs: CanonicalObject, options: RerunOptions): CanonicalObject {
  const given = revealed(inputs, options.values);
  if (options.from !== null) return given;
  const changed = options.changes.flatMap((change) =>
    change.kind === 'variable' ? [[change.name, change.value] as const] : [],
  );
  return { ...given, ...Object.fromEntries(changed) };
}

/** The databases as they were at the position, by path and name. */
function imagesOf(starts: readonly Start[]): ReadonlyMap<string, Uint8Array> {
  const images = new Map<string, Uint8Array>();
  for (const { path, resume } of starts) {
    for (const { database, image } of resume.database.start) {
      const writes = resume.database.writes.filter((write) => write.database === database);
      const changes = writes.flatMap((write) => write.changes);
      images.set(`${path} ${database}`, changes.length === 0 ? image() : restoreImage(image(), changes));
    }
  }
  return images;
}

function databaseNotes(starts: readonly Start[], kind: BranchRecord['kind']): readonly string[] {
  if (kind === 'replay') return [];
  const lost = new Set(
    starts.flatMap(({ record, resume }) => {
      const known = new Set(resume.database.start.map(({ database }) => database));
      return record.database.start.flatMap(({ database }) => (known.has(database) ? [] : [database]));
    }),
  );
  return [...lost].map(
    (database) =>
      `${database} was not kept, because it holds sensitive values: the branch works on a copy of it as it is now.`,
  );
}
