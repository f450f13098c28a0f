import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXACT_POLICY } from '../shared/trace/comparison.ts';
import { type Armed, arm, DEFAULT_BREAKPOINTS } from '../src-main/debugger/breakpoints/read.ts';
import type { ComparisonDeps } from '../src-main/debugger/options.ts';
import { LiveSession } from '../src-main/debugger/session.ts';
import { createDirectRuntime } from '../src-main/runtimes/direct/direct-runtime.ts';
import { createReferenceRuntime } from '../src-main/runtimes/reference/runtime.ts';
import { newId } from '../src-main/store/id.ts';
import { openTraceStore } from '../src-main/store/store.ts';
import { fakeBroker } from '../test/support/fake-broker.ts';
import { programOf } from '../test/support/run-path.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';

const STEPS = 1000;
const RUNS = 9;

const NODE = `node_id: breakpoints_bench_v1
type: function
intent: add_up
inputs:
  amount: {type: integer, required: true}
flow:
  - {step: start, operation: assign, expression: "0.00", output: total}
  - step: each
    operation: for_each
    items: RANGE(0, ${STEPS})
    as: i
    do:
      - {step: add, operation: arithmetic, expression: "total + i * amount", output: total}
`;

/** Most read what every round changes, so that they are looked at in every round. */
const NEVER = [
  'total > 1000000000',
  'total < 0',
  'i < 0',
  'i > 100000',
  'total == 0.5',
  'total + i < 0 AND i > 10',
  'ROUND(total, 2) < -1',
  'missing.field > 0 AND total < 0',
  'input.amount > 10000',
  'total IS NULL',
];

/** What armed expression breakpoints that never hit cost a run on both paths. */
export const breakpoints: Bench = {
  name: 'breakpoints',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
    const runtimes = {
      reference: createReferenceRuntime({ interpreter: 'auto' }),
      direct: createDirectRuntime(),
    };
    const opened = await openTraceStore({
      file: join(folder, 'store.db'),
      onError: (error) => {
        throw error;
      },
    });
    if (!opened.ok) throw opened.error;
    const deps: ComparisonDeps = {
      runtimes,
      store: opened.store,
      broker: fakeBroker(() => ({ ok: true, value: null, attempts: [], source: 'performed' })),
      fingerprintKey: new Uint8Array(32),
      now: Date.now,
      newId,
    };
    try {
      const armed = NEVER.map((spec, i) => armedAt(spec, i + 2));
      await run(deps, armed);
      const plain: number[] = [];
      const watched: number[] = [];
      // In turns, so that what else the machine does falls on both.
      for (let i = 0; i < RUNS; i++) {
        plain.push(await run(deps, DEFAULT_BREAKPOINTS));
        watched.push(await run(deps, armed));
      }
      return report(quantile(plain, 0.5), quantile(watched, 0.5));
    } finally {
      await Promise.all([runtimes.reference.dispose(), runtimes.direct.dispose(), opened.store.close()]);
      rmSync(folder, { recursive: true });
    }
  },
};

function armedAt(spec: string, id: number): Armed {
  const read = arm({ id, spec, once: false, enabled: true });
  if (!read.ok) throw new Error(`${spec}: ${read.refusal.message}`);
  return read.value;
}

/** Milliseconds from the first step to the end. */
async function run(deps: ComparisonDeps, armed: readonly Armed[]): Promise<number> {
  const program = programOf(NODE);
  const session = await LiveSession.start(
    deps,
    {
      program,
      callees: new Map(),
      sources: [{ node: program.id, hash: program.hash, file: 'bench.vsp', text: NODE }],
      handlers: null,
      inputs: { amount: 3 },
      effects: 'share',
      paths: ['reference', 'direct'],
      policy: EXACT_POLICY,
      clockScale: 1,
    },
    true,
    armed,
  );
  await still(session);
  const began = performance.now();
  session.command('continue');
  await still(session);
  const took = performance.now() - began;
  const { live, rows } = session.view();
  if (live?.state !== 'ended' || live.reason !== 'end' || rows < STEPS) throw new Error('a breakpoint hit');
  await session.finished;
  return took;
}

function still(session: LiveSession): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (session.state !== 'stopped' && session.state !== 'ended') return;
      stop();
      resolve();
    };
    const stop = session.subscribe(check);
    queueMicrotask(check);
  });
}

function report(plain: number, watched: number): readonly Measurement[] {
  const note = `a loop of ${STEPS} rounds on both paths, stopping nowhere, recorded; median of ${RUNS}`;
  return [
    { name: 'a run without breakpoints', value: plain, unit: 'ms', note },
    {
      name: '10 armed, never hit, against none',
      value: watched / plain,
      unit: '×',
      target: { atMost: 1.3 },
      note: 'expressions, eight of which read what each round changes',
    },
  ];
}
