import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LiveSession } from '../src-main/debugger/session.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';
import { optionsFor, stopped, withTwoPaths } from './two-paths.ts';

const STEPS = 6000;
const WARM_UP = 500;
/** Rates are medians of as many turns: what else the machine does for a moment falls on a few of them. */
const TURN = 500;

/** Prices a list line by line, as the shop does: decimals, a growing record of variables, an invariant after every step. */
const NODE = `node_id: stepping_bench_v1
type: function
intent: price_lines
inputs:
  lines: {type: array<any>, required: true}
  rate: {type: decimal, required: true}
  customer: {type: string, required: true}
contracts:
  invariants:
    - "tax >= 0"
flow:
  - {step: start, operation: assign, expression: "0.00", output: total}
  - step: each_line
    operation: for_each
    items: lines
    as: line
    do:
      - {step: amount, operation: arithmetic, expression: "line.price * line.quantity", output: amount}
      - {step: tax, operation: arithmetic, expression: "ROUND(amount * rate, 2)", output: tax}
      - {step: add, operation: arithmetic, expression: "total + amount + tax", output: total}
`;

/** Stepping both paths with everything a debugger shows at each step: variables of both, and how they differ. */
export const stepping: Bench = {
  name: 'stepping',
  run: () =>
    withTwoPaths(async (deps) => {
      const { name } = await deps.runtimes.reference.describe();
      const inputs = {
        lines: Array.from({ length: STEPS }, (_, i) => ({
          sku: `SKU-${i}`,
          price: { $decimal: `${i}.95` },
          quantity: (i % 7) + 1,
        })),
        rate: { $decimal: '0.075' },
        customer: 'c_1',
      };
      const session = await LiveSession.start(deps, optionsFor(NODE, inputs), true);
      const measured = await step(session);
      session.command('stop');
      await session.finished;
      return report(measured, name, await bareRoundTrips());
    }),
};

interface Stepped {
  readonly perSecond: number;
  readonly latencies: readonly number[];
}

async function step(session: LiveSession): Promise<Stepped> {
  await stopped(session);
  session.command('into');
  await stopped(session);
  const latencies: number[] = [];
  let view = session.view();
  for (let i = 0; i < WARM_UP + STEPS; i++) {
    const at = performance.now();
    // The loop itself is entered, its steps are stepped over.
    session.command(view.paths.reference?.step === 'each_line' ? 'into' : 'over');
    await stopped(session);
    view = session.view();
    const detail = session.model.detail(view.at);
    if (!detail || detail.variables.length < 4 || view.divergences.length > 0)
      throw new Error('the paths did not step');
    if (i >= WARM_UP) latencies.push(performance.now() - at);
  }
  return { perSecond: usualRate(latencies), latencies };
}

/** How many in a second, from the milliseconds of each, one after the other. */
function usualRate(took: readonly number[]): number {
  const turns: number[] = [];
  for (let from = 0; from < took.length; from += TURN) {
    const turn = took.slice(from, from + TURN);
    turns.push((turn.length / turn.reduce((sum, each) => sum + each, 0)) * 1000);
  }
  return quantile(turns, 0.5);
}

/** What the two processes alone allow: a line to each, and one back from both. */
async function bareRoundTrips(): Promise<number> {
  const echo = [
    spawn('python3', ['-u', '-c', 'import sys\nfor line in sys.stdin: sys.stdout.write(line)']),
    spawn(process.execPath, ['-e', 'process.stdin.pipe(process.stdout)']),
  ];
  const trip = (): Promise<unknown> =>
    Promise.all(
      echo.map((child) => {
        child.stdin.write('{"type":"go","mode":"step"}\n');
        return once(child.stdout, 'data');
      }),
    );
  try {
    const took: number[] = [];
    for (let i = 0; i < WARM_UP + STEPS; i++) {
      const at = performance.now();
      await trip();
      if (i >= WARM_UP) took.push(performance.now() - at);
    }
    return usualRate(took);
  } finally {
    for (const child of echo) child.kill();
  }
}

function report({ perSecond, latencies }: Stepped, reference: string, bare: number): readonly Measurement[] {
  return [
    {
      name: 'bare round trips to two processes',
      value: bare,
      unit: 'trips/s',
      note: 'Python and Node that echo a line: the baseline',
    },
    {
      name: 'two-path steps against bare round trips',
      value: perSecond / bare,
      unit: '×',
      note: 'what evaluation, alignment, recording and details cost',
    },
    {
      name: 'two-path steps',
      value: perSecond,
      unit: 'steps/s',
      target: { atLeast: 2000 },
      note: `${reference} and interpreter, variables and differences read at each, recorded; median of turns of ${TURN}`,
    },
    {
      name: 'one step, p95',
      value: quantile(latencies, 0.95),
      unit: 'ms',
      target: { atMost: 3 },
      note: 'from the command to the details at hand',
    },
    { name: 'one step, median', value: quantile(latencies, 0.5), unit: 'ms', note: '' },
  ];
}
