import { expect, test } from 'vitest';
import type { EvaluationView } from '../../../shared/api/history.ts';
import { EXACT_POLICY } from '../../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { assign, PLAIN_NODE, runOf } from '../../../test/support/debug-fixtures.ts';
import { memoryStore } from '../../../test/support/memory-store.ts';
import { programOf } from '../../../test/support/run-path.ts';
import { ComparisonModel } from '../model.ts';
import { ProgramIndex } from '../program-index.ts';
import { LiveEvents } from '../timeline.ts';
import { Evaluation } from './evaluation.ts';

const program = programOf(PLAIN_NODE);

function start(
  expression: string,
  [a, b]: readonly [Canonical, Canonical],
  visits = 1,
  policy = EXACT_POLICY,
) {
  const events = { reference: new LiveEvents(), direct: new LiveEvents() };
  const told = (value: Canonical): TraceEvent[] =>
    runOf(program.id, Array.from({ length: visits }, (_, i) => assign('a', 'a', value, String(i))).flat());
  events.reference.append(told(a));
  events.direct.append(told(b));
  const index = new ProgramIndex(new Map([[program.id, program]]), []);
  const model = new ComparisonModel({ paths: ['reference', 'direct'], policy, index, events });
  return Evaluation.start(
    { store: memoryStore(), newId: (prefix) => `${prefix}_1`, rulesFor: () => policy.accepted ?? [] },
    { comparison: 'cmp_1', step: 'a', expression, everywhere: true },
    { node: program.id, startedAt: 0, model },
  );
}

async function rowsOf(expression: string, values: readonly [Canonical, Canonical], policy = EXACT_POLICY) {
  const started = start(expression, values, 1, policy);
  if (!started.ok) throw new Error(started.refusal.message);
  await started.value.finished;
  return started.value.rows(0, 10);
}

test('both paths and the difference, right before the visit is left', async () => {
  expect(await rowsOf('a * 2 + amount', [11, 12])).toMatchObject([
    {
      occ: '0',
      reference: { kind: 'value', value: 32 },
      direct: { kind: 'value', value: 34 },
      status: 'differs',
      difference: '2',
    },
  ]);
});

test('what it reads differs only as a rule accepts, or the policy leaves out', async () => {
  const rule = { id: 'known', step: 'a', path: 'a*', kind: 'value', tolerance: '1' } as const;
  const accepting = { ...EXACT_POLICY, accepted: [rule] };
  expect(await rowsOf('a * 2 + amount', [11, 12], accepting)).toMatchObject([
    { status: 'accepted', rule: 'known', difference: '2' },
  ]);
  expect(await rowsOf('a', [11, 13], accepting)).toMatchObject([{ status: 'differs' }]);
  const ignoring = { ...EXACT_POLICY, ignore: ['a:a.at'] };
  expect(await rowsOf('a.at', [{ at: 1 }, { at: 2 }], ignoring)).toMatchObject([{ status: 'uncompared' }]);
  expect(
    await rowsOf(
      'a.at + a.n',
      [
        { at: 1, n: 1 },
        { at: 2, n: 5 },
      ],
      ignoring,
    ),
  ).toMatchObject([{ status: 'differs' }]);
});

test('fingerprints, names that are not there and errors are said to be what they are', async () => {
  const secret = { $fingerprint: '749f' };
  expect(await rowsOf('a', [secret, secret])).toMatchObject([
    { reference: { kind: 'sensitive', names: ['a'] }, status: 'unknown', difference: '' },
  ]);
  expect(await rowsOf('nobody + 1', [1, 1])).toMatchObject([
    { reference: { kind: 'unbound', name: 'nobody' }, status: 'unknown' },
  ]);
  expect(await rowsOf('1 / a', [0, 1])).toMatchObject([
    { reference: { kind: 'error' }, direct: { kind: 'value' }, status: 'differs' },
  ]);
});

test.each([
  ['a +', 4],
  ['a + current_year()', 5],
])('%s is refused at its column', (expression, column) => {
  const started = start(expression, [1, 1]);
  expect(started).toMatchObject({ ok: false, refusal: { column } });
});

test('what was found before it is cancelled stays', async () => {
  const started = start('a', [1, 2], 5000);
  if (!started.ok) throw new Error(started.refusal.message);
  const evaluation = started.value;
  const seen: EvaluationView[] = [];
  evaluation.subscribe(() => {
    seen.push(evaluation.view);
    evaluation.cancel();
  });
  await evaluation.finished;
  expect(seen[0]).toMatchObject({ state: 'running', rows: 1 });
  expect(evaluation.view.state).toBe('cancelled');
  expect(evaluation.view.rows).toBeGreaterThan(0);
  expect(evaluation.view.rows).toBeLessThan(5000);
});
