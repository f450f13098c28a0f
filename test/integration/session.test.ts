import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ComparisonView } from '../../shared/api/view.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { effectKey, type TraceEvent } from '../../shared/trace/event.ts';
import { type Engine, openEngine } from '../../src-main/api/engine.ts';
import { BreakpointSet } from '../../src-main/debugger/breakpoints/file.ts';
import { Comparisons } from '../../src-main/debugger/comparisons.ts';
import { continuationAt } from '../../src-main/debugger/continuation.ts';
import { programsOf } from '../../src-main/debugger/options.ts';
import { runComparison } from '../../src-main/debugger/run.ts';
import { workspaceAt } from '../../src-main/workspace/location.ts';
import { NOTHING_ACCEPTED } from '../support/debug-fixtures.ts';
import { expectGolden } from '../support/golden.ts';
import { runPath } from '../support/run-path.ts';
import { detailText, rowText, viewText } from '../support/transcript.ts';

/** In no file of the example, so that wherever it is found a run has put it there. */
const CARD = '5105105105105100';

let folder: string;
let engine: Engine;
let comparisons: Comparisons;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-session-'));
  cpSync(join(import.meta.dirname, '../../examples/shop'), folder, { recursive: true });
  engine = await openEngine({
    location: workspaceAt(folder),
    userData: join(folder, 'user'),
    trustNow: true,
    watch: false,
    onStoreError: (error) => {
      throw error;
    },
  });
  comparisons = new Comparisons(engine.store, BreakpointSet.open(folder), NOTHING_ACCEPTED);
});

afterAll(async () => {
  await comparisons?.close();
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

function optionsOf(node: string, testCase: number) {
  const entry = engine.workspace.nodes.byId(node);
  const given = entry?.program?.testCases[testCase]?.inputs;
  if (!entry || !given) throw new Error(`${node} has no test case ${testCase}`);
  const inputs = 'card' in given ? { ...given, card: CARD } : given;
  const prepared = engine.comparisonOptions(entry, { inputs, effects: 'share', paths: [] });
  if (!prepared.ok) throw new Error(prepared.message);
  return prepared.options;
}

async function still(id: string): Promise<ComparisonView> {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = comparisons.subscribe(id, resolve);
    const view = await comparisons.view(id);
    if (view?.live?.state === 'stopped' || view?.live?.state === 'ended') {
      stop();
      return view;
    }
    await promise;
    stop();
  }
}

test('a scripted session reads as recorded', async () => {
  const lines: string[] = [];
  const shown = new Set<string>();
  const id = await comparisons.start(engine.comparisonDeps(), optionsOf('order_total_v1', 0), true);
  const show = async (title: string): Promise<ComparisonView> => {
    const view = await still(id);
    const rows = ((await comparisons.model(id))?.rows(0, 100) ?? [])
      .map(rowText)
      .filter((row) => !shown.has(row));
    for (const row of rows) shown.add(row);
    const detail = (await comparisons.model(id))?.detail(view.at);
    lines.push(`> ${title}`, viewText(view), ...rows, detail ? detailText(detail) : '', '');
    return view;
  };
  await show('start');
  const commands = [
    'over',
    'into',
    'into',
    'over',
    'over',
    'into',
    'into',
    'into',
    'out',
    'continue',
    'back',
    'back',
    'over',
    'continue',
  ] as const;
  for (const kind of commands) {
    await comparisons.command(id, kind);
    await show(kind);
  }
  const end = await still(id);
  for (const { relation, kind, step, path, message } of end.divergences)
    lines.push(`${relation} ${kind} ${step} ${path}: ${message}`);
  expectGolden(join(import.meta.dirname, 'golden/order-total-session.txt'), `${lines.join('\n')}\n`);

  const stored = new Comparisons(engine.store, BreakpointSet.open(folder), NOTHING_ACCEPTED);
  expect((await stored.model(id))?.rows(0, 100)).toEqual((await comparisons.model(id))?.rows(0, 100));
  expect((await stored.view(id))?.divergences).toEqual(end.divergences);
  expect((await stored.model(id))?.detail(13)).toEqual((await comparisons.model(id))?.detail(13));
  expect(await stored.sources(id)).toEqual(await comparisons.sources(id));
});

test('a free run finds what stepping finds, and nothing sensitive is anywhere', async () => {
  const result = await runComparison(engine.comparisonDeps(), optionsOf('order_total_v1', 0));
  expect(result.divergences[0]).toMatchObject({
    step: 'compute_tax',
    path: 'tax',
    row: 13,
    relation: 'first',
    reference: { $decimal: '8.86' },
    direct: { $decimal: '8.87' },
  });
  const view = await comparisons.view(result.id);
  const model = await comparisons.model(result.id);
  const rows = model?.rows(0, 100) ?? [];
  const details = rows.map((row) => model?.detail(row.index));
  expect(JSON.stringify([result, view, rows, details])).not.toContain(CARD);
  await engine.store.flush();
  const files = readdirSync(join(folder, '.parallax'), { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of files.filter((entry) => entry.isFile()))
    expect(readFileSync(join(parentPath, name)).includes(CARD), name).toBe(false);
});

test('into a handler goes line by line on both paths, and out of it to the next step', async () => {
  const id = await comparisons.start(engine.comparisonDeps(), optionsOf('order_total_v1', 2), true);
  const command = async (kind: 'over' | 'into'): Promise<ComparisonView> => {
    await comparisons.command(id, kind);
    return still(id);
  };
  let view = await still(id);
  while (view.paths.direct?.step !== 'compute_tax') view = await command('over');
  const seen: Record<PathName, Set<string>> = { reference: new Set(), direct: new Set() };
  for (let i = 0; i < 40 && view.paths.direct?.step === 'compute_tax'; i++) {
    for (const path of ['reference', 'direct'] as const) {
      const line = view.paths[path]?.line;
      if (line) seen[path].add(`${line.file}:${line.line}`);
    }
    view = await command('into');
  }
  expect([...seen.reference].some((place) => place.startsWith('handlers/round_tax.py:'))).toBe(true);
  expect([...seen.direct].some((place) => place.startsWith('handlers/round_tax.mjs:'))).toBe(true);
  expect(view.paths).toMatchObject({ reference: { step: 'grand_total' }, direct: { step: 'grand_total' } });
  await comparisons.command(id, 'stop');
});

test('a restarted session has a successor', async () => {
  const id = await comparisons.start(engine.comparisonDeps(), optionsOf('order_total_v1', 2), true);
  await still(id);
  await comparisons.command(id, 'restart');
  const successor = (await comparisons.view(id))?.restartedAs ?? '';
  expect(await still(successor)).toMatchObject({ live: { reason: 'entry' } });
  await comparisons.command(successor, 'stop');
});

test.each<[string, number, PathName]>([
  ['order_total_v1', 1, 'reference'],
  ['order_total_v1', 1, 'direct'],
  ['payment_handler_v1', 0, 'reference'],
  ['payment_handler_v1', 0, 'direct'],
])('%s, case %i, goes on from any of its steps on the %s path', async (node, testCase, path) => {
  const options = { ...optionsOf(node, testCase), paths: [path] };
  const runtime = engine.runtimes[path];
  const whole = await runComparison(engine.comparisonDeps(), options);
  const recorded = engine.store.events(whole.paths[path]?.trace ?? '', 0, 10_000);
  // The card is a fingerprint in the trace: it goes back in, as resuming asks the user for it.
  const events = JSON.parse(
    JSON.stringify(recorded).replace(/\{"\$fingerprint":"[0-9a-f]+"\}/g, JSON.stringify(CARD)),
  ) as TraceEvent[];
  const answers = new Map(
    events.flatMap((event) =>
      event.kind === 'effect_answered' ? [[effectKey(event), event.answer] as const] : [],
    ),
  );
  const steps = events.flatMap((event, i) => (event.kind === 'step_entered' ? [i] : []));
  expect(steps.length).toBeGreaterThan(3);
  for (const at of steps) {
    const resumed = await runPath(runtime, options.program, {
      inputs: options.inputs,
      callees: [...options.callees.values()],
      handlers: options.handlers,
      continuation: continuationAt(events, at, programsOf(options)),
      answer: (_, place) => {
        const answer = place.kind === 'effect_requested' ? answers.get(effectKey(place)) : undefined;
        if (!answer) throw new Error(`nothing recorded for ${JSON.stringify(place)}`);
        return answer;
      },
    });
    const timeless = (event: TraceEvent): object => ({ ...event, time: 0 });
    expect(resumed.events.map(timeless)).toEqual(events.slice(at).map(timeless));
  }
});
