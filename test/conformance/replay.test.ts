import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { EXACT_POLICY, type PathName } from '../../shared/trace/comparison.ts';
import { effectKey, type TraceEvent } from '../../shared/trace/event.ts';
import { type Canonical, type CanonicalObject, canonicalText } from '../../shared/values/canonical.ts';
import { continuationAt } from '../../src-main/debugger/continuation.ts';
import { ExecutionState } from '../../src-main/debugger/execution-state.ts';
import type { ComparisonDeps, ComparisonOptions, ComparisonResult } from '../../src-main/debugger/options.ts';
import { StoredEvents } from '../../src-main/debugger/recorded.ts';
import { runComparison } from '../../src-main/debugger/run.ts';
import { Timeline } from '../../src-main/debugger/timeline.ts';
import type { EffectBroker } from '../../src-main/effects/types.ts';
import { checkNode } from '../../src-main/language/check.ts';
import { differencesOf } from '../../src-main/replay/branches.ts';
import { prepareRerun } from '../../src-main/replay/rerun.ts';
import type { Runtime } from '../../src-main/runtimes/runtime.ts';
import { newId } from '../../src-main/store/id.ts';
import { openTraceStore } from '../../src-main/store/store.ts';
import type { ComparisonSummary, TraceStore, TraceSummary } from '../../src-main/store/types.ts';
import { inputs } from '../support/conformance-arbitraries.ts';
import { FOLDER } from '../support/conformance-case.ts';
import { answerByPlace, callees, flows } from '../support/conformance-flows.ts';
import { type NamedRuntime, startRuntimes, stopRuntimes } from '../support/conformance-runtimes.ts';
import { FULL, runs } from '../support/full.ts';

const RUNS = runs(20, 4000);
const OPTIONS = FULL ? {} : { seed: 20_261_121 };

let runtimes: readonly NamedRuntime[] = [];
let store: TraceStore;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-replay-'));
  const opened = await openTraceStore({
    file: join(folder, 'traces.db'),
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  store = opened.store;
  runtimes = await startRuntimes(['direct', 'CPython']);
  if (runtimes.length < 2) runtimes = [...runtimes, ...(await startRuntimes(['Pyodide']))];
});

afterAll(async () => {
  await stopRuntimes(runtimes);
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a path was when it entered each step, taken while it ran and before anything was recorded. */
class Witness {
  readonly states = new Map<number, { readonly variables: string; readonly continuation: string }>();

  watch(runtime: Runtime, programs: ComparisonOptions['callees']): Runtime {
    return {
      path: runtime.path,
      describe: () => runtime.describe(),
      dispose: () => Promise.resolve(),
      start: (request, observer) => {
        const events: TraceEvent[] = [];
        const state = new ExecutionState(programs);
        const resumed = request.continuation !== undefined;
        return runtime.start(request, {
          ended: (ending) => observer.ended(ending),
          events: (batch, wait, line) => {
            for (const event of resumed ? [] : batch) {
              events.push(event);
              state.apply(event);
              if (event.kind !== 'step_entered') continue;
              const at = events.length - 1;
              const continuation = textOf(continuationAt(events, at, programs));
              this.states.set(at, { variables: textOf([...state.variables()]), continuation });
            }
            observer.events(batch, wait, line);
          },
        });
      },
    };
  }
}

/** Answers by the place; what is run again asks its record first, as the broker does. */
const broker: EffectBroker = {
  open: ({ rerun }) =>
    Promise.resolve({
      request: async (path, _nodes, place, request) => {
        const known = rerun?.recorded(path, place, request) ?? null;
        if (known !== null) return { ...known, source: 'recorded' };
        const decision = request.type === 'http' ? await rerun?.decide(path, place, request) : undefined;
        if (decision !== undefined && decision !== 'perform') return decision;
        return answerByPlace(effectKey(place), request);
      },
      finished: () => {},
      databaseRecord: () => ({ start: [], writes: [] }),
      finalDifferences: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    }),
  close: () => Promise.resolve(),
};

test('at any step the state is rebuilt as it was, and the run goes on from there to the same result', async () => {
  const property = fc.asyncProperty(
    flows,
    callees,
    inputs,
    fc.double({ min: 0, max: 1, noNaN: true }),
    async (text, callee, given, share) => {
      const options = optionsOf([text, callee], given);
      if (options !== null) await goesOnAlike(options, share);
    },
  );
  await fc.assert(property, {
    ...OPTIONS,
    numRuns: RUNS,
    interruptAfterTimeLimit: FULL ? 500_000 : 25_000,
    markInterruptAsFailure: false,
  });
});

test('a run goes on from a step that undoes another one than the one that failed', async () => {
  const options = optionsOf([UNDOING, 'node_id: callee\nflow: []\n'], { n: 1 });
  if (options === null) throw new Error('the node does not run');
  // The steps entered are first, its undoing and failing in between: each of them.
  for (const share of [0, 0.4, 0.9]) await goesOnAlike(options, share);
});

const UNDOING = `node_id: undoing
inputs: {n: integer}
flow:
  - step: first
    operation: assign
    expression: n
    output: v
    compensate:
      - {step: undo, operation: assign, expression: n, output: v}
  - step: failing
    operation: assign
    expression: n / 0
    output: v
    on_error:
      - {error_type: "*", action: compensate}
`;

async function goesOnAlike(options: ComparisonOptions, share: number): Promise<void> {
  const witnesses = { reference: new Witness(), direct: new Witness() };
  const deps = depsOf((path, runtime) => witnesses[path].watch(runtime, options.callees));
  const original = await runComparison(deps, options);
  const summary = summaryOf(original);
  for (const trace of summary.traces) isRebuilt(trace, witnesses[trace.path], options);
  const entered = [...witnesses.direct.states.keys()];
  const at = entered[Math.min(Math.floor(share * entered.length), entered.length - 1)];
  const trace = summary.traces.find(({ path }) => path === 'direct') as TraceSummary;
  const event = at === undefined ? undefined : store.events(trace.id, at, 1)[0];
  await resumes(deps, summary, null, original);
  if (event !== undefined) await resumes(deps, summary, { step: event.step, occ: event.occ }, original);
}

/** From the store alone, every step's state is what it was when the step was entered. */
function isRebuilt(trace: TraceSummary, witness: Witness, options: ComparisonOptions): void {
  const timeline = new Timeline(new StoredEvents(store, trace), options.callees);
  const events = store.events(trace.id, 0, trace.events);
  // From the end to the beginning: a jump back must not depend on what was looked at before.
  for (const [at, live] of [...witness.states].reverse()) {
    same(textOf([...timeline.after(at + 1).variables()]), live.variables, `variables at ${at}`);
    same(textOf(continuationAt(events, at, options.callees)), live.continuation, `continuation at ${at}`);
  }
}

async function resumes(
  deps: ComparisonDeps,
  summary: ComparisonSummary,
  from: { readonly step: string; readonly occ: string } | null,
  original: ComparisonResult,
): Promise<void> {
  const prepared = prepareRerun(
    { comparison: deps, handlers: FOLDER, clockScale: 1, present: () => [] },
    { comparison: summary.id, paths: [], from, changes: [], effects: 'recorded', values: {} },
  );
  if (!prepared.ok) throw new Error(prepared.message);
  const refused: string[] = [];
  const result = await runComparison(
    deps,
    prepared.value.options({
      ask: () => Promise.resolve({ kind: 'refuse' }),
      refused: ({ summary: asked }) => refused.push(asked),
    }),
  );
  const where = from === null ? 'replayed' : `from ${from.step}@${from.occ}`;
  same(refused.join(', '), '', `${where}, refused`);
  for (const path of ['reference', 'direct'] as const)
    same(textOf(result.paths[path]?.end), textOf(original.paths[path]?.end), `${where}, end of ${path}`);
  const difference = await differencesOf(store, summary, summaryOf(result));
  same(textOf(difference), textOf({ reference: null, direct: null }), where);
}

function summaryOf({ id }: ComparisonResult): ComparisonSummary {
  const summary = store.comparison(id);
  if (summary === undefined) throw new Error(`${id} is not in the store`);
  return summary;
}

function depsOf(watch: (path: PathName, runtime: Runtime) => Runtime): ComparisonDeps {
  const [direct, reference] = runtimes.map(({ runtime }) => runtime) as [Runtime, Runtime];
  return {
    runtimes: { reference: watch('reference', reference), direct: watch('direct', direct) },
    broker,
    store,
    fingerprintKey: new Uint8Array(32).fill(7),
    now: Date.now,
    newId,
  };
}

/** Null where a text cannot run at all. */
function optionsOf(texts: readonly string[], given: CanonicalObject): ComparisonOptions | null {
  const programs = texts.map((text) => checkNode(text).program).filter((program) => program !== null);
  const [program] = programs;
  if (program === undefined || programs.length < texts.length) return null;
  return {
    program,
    callees: new Map(programs.map((each) => [each.id, each])),
    sources: programs.map(({ id, hash }, i) => ({
      node: id,
      hash,
      file: `${id}.vsp`,
      text: texts[i] as string,
    })),
    handlers: FOLDER,
    inputs: given,
    effects: 'share',
    paths: ['reference', 'direct'],
    policy: EXACT_POLICY,
    clockScale: 1,
  };
}

function same(found: string, expected: string, what: string): void {
  if (found !== expected) throw new Error(`${what}:\n  ${found}\n  instead of\n  ${expected}`);
}

function textOf(value: unknown): string {
  return canonicalText((value ?? null) as Canonical);
}
