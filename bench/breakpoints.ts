import { type Armed, arm, DEFAULT_BREAKPOINTS } from '../src-main/debugger/breakpoints/read.ts';
import type { ComparisonDeps } from '../src-main/debugger/options.ts';
import { LiveSession } from '../src-main/debugger/session.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';
import { optionsFor, stopped, withTwoPaths } from './two-paths.ts';

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
  run: () =>
    withTwoPaths(async (deps) => {
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
    }),
};

function armedAt(spec: string, id: number): Armed {
  const read = arm({ id, spec, once: false, enabled: true });
  if (!read.ok) throw new Error(`${spec}: ${read.refusal.message}`);
  return read.value;
}

/** Milliseconds from the first step to the end. */
async function run(deps: ComparisonDeps, armed: readonly Armed[]): Promise<number> {
  const session = await LiveSession.start(deps, optionsFor(NODE, { amount: 3 }), true, armed);
  await stopped(session);
  const began = performance.now();
  session.command('continue');
  await stopped(session);
  const took = performance.now() - began;
  const { live, rows } = session.view();
  if (live?.state !== 'ended' || live.reason !== 'end' || rows < STEPS) throw new Error('a breakpoint hit');
  await session.finished;
  return took;
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
