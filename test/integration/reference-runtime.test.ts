import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { EffectAnswer, EffectRequest, TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { continuationAt } from '../../src-main/debugger/continuation.ts';
import { generatePython } from '../../src-main/runtimes/reference/codegen.ts';
import { createReferenceRuntime } from '../../src-main/runtimes/reference/runtime.ts';
import type { Runtime } from '../../src-main/runtimes/runtime.ts';
import { difference } from '../support/conformance-events.ts';
import { FULL } from '../support/full.ts';
import { answered, eventLine, programOf, runPath } from '../support/run-path.ts';
import {
  publishedNode,
  pythonExecutable,
  referenceFixture,
  referenceFixtures,
} from '../support/run-reference.ts';

const python = await pythonExecutable();
const program = programOf(referenceFixture('restock.vsp'));
const LINES = {
  lines: [
    { sku: 'a', wanted: 3 },
    { sku: 'b', wanted: 1 },
    { sku: 'c', wanted: 2 },
  ],
};

function failed(code: string, fields: CanonicalObject = {}): EffectAnswer {
  return { ok: false, error: { code, message: `${code}!`, fields }, attempts: [], source: 'performed' };
}

/** A world in which the supplier answers orders in turn as told; stock is there and everything is published. */
function world(...orders: readonly EffectAnswer[]): (request: EffectRequest) => EffectAnswer {
  let next = 0;
  return (request) => {
    switch (request.type) {
      case 'database':
        return answered({ rows: [{ sku: request.parameters[0] as Canonical, on_hand: 1 }], changes: 0 });
      case 'http':
        return orders[next++] ?? answered({ status: 200, body: { id: `r${next}` } });
      case 'publish':
        return answered(null);
      default:
        throw new Error(`nobody asked for ${request.type} before`);
    }
  };
}

const WORLDS: Readonly<Record<string, readonly EffectAnswer[]>> = {
  'all goes well': [],
  'a timeout is retried': [failed('timeout')],
  'retries are used up': [failed('timeout'), failed('timeout')],
  'the node retries': [failed('rate_limit', { class: 'http_4xx' })],
  'a handler with steps': [failed('service_unavailable', { class: 'http_5xx', status: 503 })],
  compensation: [answered({ status: 200, body: { id: 'r' } }), failed('connection_failed')],
};

/** The outcome as test cases write it, with those keys only. */
function outcomeLike(last: TraceEvent | undefined, keys: readonly string[]): CanonicalObject {
  if (last?.kind !== 'result') throw new Error('no result');
  const { outcome } = last;
  const all: CanonicalObject = outcome.success
    ? { success: true, ...outcome.outputs }
    : { success: false, error_code: outcome.error.code };
  return Object.fromEntries(keys.map((key) => [key, all[key] ?? null]));
}

/** Answers recorded in a trace, by the place they were asked at. */
function recorded(
  events: readonly TraceEvent[],
): (request: EffectRequest, place: TraceEvent) => EffectAnswer {
  const key = (event: TraceEvent) => `${event.step}@${event.occ}#${'effect' in event ? event.effect : ''}`;
  const answers = new Map<string, EffectAnswer>();
  for (const event of events) if (event.kind === 'effect_answered') answers.set(key(event), event.answer);
  return (_, place) => {
    const answer = answers.get(key(place));
    if (answer === undefined) throw new Error(`nothing recorded for ${key(place)}`);
    return answer;
  };
}

const INTERPRETERS = [
  { name: 'CPython', setting: python },
  { name: 'Pyodide', setting: 'pyodide' },
] as const;

/** One of each for all tests: Pyodide takes seconds to start. Without Python the first is never asked. */
const [onCPython, onPyodide] = INTERPRETERS.map(({ setting }) =>
  createReferenceRuntime({ interpreter: setting ?? 'python3' }),
) as [Runtime, Runtime];
afterAll(() => Promise.all([onCPython.dispose(), onPyodide.dispose()]));

for (const { name, setting } of INTERPRETERS) {
  describe.skipIf(setting === null)(
    `the reference runtime on ${name}${setting === null ? ' (no Python 3.10 or newer)' : ''}`,
    () => {
      const runtime = name === 'CPython' ? onCPython : onPyodide;

      test('says what it is', async () => {
        const { name: said, version } = await runtime.describe();
        expect(said).toBe(`${name} ${version}`);
        expect(version).toMatch(/^3\.\d+\.\d+/);
      });

      test.for(['hello_world', 'add_numbers', 'data_pipeline'])(
        'passes the test cases of %s',
        async (node, { skip }) => {
          const text = publishedNode(node);
          if (text === null) return skip('the published nodes are not at hand');
          const published = programOf(text);
          for (const { name: caseName, inputs, expected } of published.testCases) {
            const { events } = await runPath(runtime, published, { inputs });
            // The one published case that contradicts its own contract.
            const contradicts = caseName === 'add_negative_numbers';
            const wanted = contradicts ? { success: false, error_code: 'invariant_violated' } : expected;
            expect(outcomeLike(events.at(-1), Object.keys(wanted)), caseName).toEqual(wanted);
            const failedAt = events.find((event) => event.kind === 'step_left' && event.outcome === 'failed');
            expect(failedAt?.step).toBe(contradicts ? 'compute_sum' : undefined);
          }
        },
      );

      test.each(Object.entries(WORLDS))('goes on from every step when %s', async (_, orders) => {
        const options = { inputs: LINES, handlers: referenceFixtures };
        const whole = await runPath(runtime, program, { ...options, answer: world(...orders) });
        expect(whole.ending).toEqual({ kind: 'completed' });
        let resumed = 0;
        for (const [index, event] of whole.events.entries()) {
          if (event.kind !== 'step_entered') continue;
          const continuation = continuationAt(whole.events, index, new Map([[program.id, program]]));
          const rest = await runPath(runtime, program, {
            ...options,
            continuation,
            answer: recorded(whole.events),
          });
          expect(difference(whole.events.slice(index), rest.events, ['whole', 'resumed'])).toBeNull();
          resumed++;
        }
        expect(resumed).toBeGreaterThan(4);
      });

      test('waits where the mode says so', async () => {
        const node = programOf(referenceFixture('restock.vsp'));
        const options = { inputs: LINES, handlers: referenceFixtures, answer: world() };
        const free = await runPath(runtime, node, { ...options, mode: 'free' });
        const step = await runPath(runtime, node, { ...options, mode: 'step', answer: world() });
        const every = await runPath(runtime, node, { ...options, mode: 'event', answer: world() });
        const gates = (waits: readonly unknown[]) => waits.filter((wait) => wait === 'gate').length;
        expect(gates(free.waits)).toBe(0);
        expect(gates(step.waits)).toBe(step.events.filter((event) => event.kind === 'step_entered').length);
        expect(gates(every.waits)).toBe(
          every.events.filter((event) => !['effect_requested', 'result'].includes(event.kind)).length,
        );
        expect(step.events.map((event) => event.kind)).toEqual(free.events.map((event) => event.kind));
        expect(every.waits.at(-1)).toBe('end');
      });

      test('stops at the lines of a handler, with its variables', async () => {
        const { lines } = await runPath(runtime, program, {
          inputs: LINES,
          handlers: referenceFixtures,
          answer: world(),
          mode: 'line',
        });
        expect(new Set(lines.map((line) => line.file))).toEqual(new Set(['handlers/describe.py']));
        expect(lines[0]?.locals.map(([variable]) => variable)).toEqual(['lines', 'total']);
        expect(lines.at(-1)?.locals).toContainEqual(['skus', "['a', 'c']"]);
      });

      test('a handler gets natural values, and what it prints disturbs nothing', async () => {
        const { events } = await runPath(runtime, program, {
          inputs: LINES,
          handlers: referenceFixtures,
          answer: world(),
        });
        expect(events.map(eventLine)).toContain(
          'assigned choose/then/tell@0.0 {"name":"report","value":"2 lines for 5.00 (Decimal): a, c"}',
        );
      });

      test('without trust there are no handlers', async () => {
        const { events } = await runPath(runtime, program, { inputs: LINES, answer: world() });
        expect(events.at(-1)).toMatchObject({
          outcome: {
            error: { code: 'handler_missing', message: 'handler describe has no handlers/describe.py' },
          },
        });
      });

      test('a handler that changed is read again, and what it returns is checked', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'parallax-handlers-'));
        mkdirSync(join(folder, 'handlers'));
        const node = programOf(
          'node_id: n\ntype: function\nintent: i\noutputs:\n  success:\n    r: {type: any, required: false}\nflow:\n  - step: s\n    operation: custom.give\n    output: r\n',
        );
        const outcomeOf = async (body: string): Promise<unknown> => {
          writeFileSync(join(folder, 'handlers', 'give.py'), body);
          const { events } = await runPath(runtime, node, { handlers: folder });
          const last = events.at(-1);
          return last?.kind === 'result'
            ? last.outcome.success
              ? last.outcome.outputs['r']
              : last.outcome.error
            : null;
        };
        const returning = (value: string) =>
          outcomeOf(`import datetime, decimal\ndef give(): return ${value}\n`);
        try {
          expect(await returning('{1: [decimal.Decimal("1.50"), None, True]}')).toEqual({
            $map: [[1, [{ $decimal: '1.50' }, null, true]]],
          });
          expect(
            await returning(
              'datetime.datetime(2025, 1, 8, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))',
            ),
          ).toEqual({ $timestamp: '2025-01-08T10:00:00.000000Z' });
          expect(await returning('{b"\\x00", "a"}')).toEqual({ $set: ['a', { $bytes: 'AA==' }] });
          for (const foreign of [
            '1.5',
            'datetime.datetime(2025, 1, 8)',
            'decimal.Decimal("NaN")',
            '2 ** 63',
            'object()',
            '"\\ud800"',
          ])
            expect(await returning(foreign), foreign).toMatchObject({
              code: 'invalid_output',
              message: 'handler give returned a value of no type of the language',
            });
          expect(await outcomeOf('def give(): raise ValueError("not today")')).toMatchObject({
            code: 'handler_error',
            message: 'give: not today',
          });
          expect(await outcomeOf('import sys\ndef give(): sys.exit(3)')).toMatchObject({
            code: 'handler_error',
            message: 'give: 3',
          });
          expect(await outcomeOf('def give(:')).toMatchObject({ code: 'handler_error' });
        } finally {
          rmSync(folder, { recursive: true });
        }
      });

      test('a handler that takes all memory or all time is ended, and the next run goes on', {
        timeout: 120_000,
      }, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'parallax-handlers-'));
        mkdirSync(join(folder, 'handlers'));
        const limitedTo = (seconds: number) =>
          programOf(
            `node_id: n\ntype: function\nintent: i\nperformance: {timeout_seconds: ${seconds}, memory_limit_mb: 128}\noutputs:\n  success:\n    r: {type: any, required: false}\nflow:\n  - step: s\n    operation: custom.give\n    output: r\n`,
          );
        // On a busy machine memory is looked at late: time must not be up before.
        const endingOf = async (body: string, seconds = 60) => {
          writeFileSync(join(folder, 'handlers', 'give.py'), body);
          const { ending, events } = await runPath(runtime, limitedTo(seconds), { handlers: folder });
          return {
            code: ending.kind === 'cut_off' ? ending.error.code : ending.kind,
            last: events.at(-1)?.kind,
          };
        };
        try {
          const cut: readonly (readonly [body: string, code: string, seconds?: number])[] = [
            ['def give():\n  while True: pass\n', 'timeout', 1],
            ['def give():\n  kept = []\n  while True: kept.append(bytearray(1 << 24))\n', 'memory_limit'],
            ['def give(): return len(bytearray(2_000_000_000))\n', 'memory_limit'],
            ['import os\ndef give(): os._exit(3)\n', 'runtime_died'],
          ];
          // Starting Pyodide anew takes seconds: there, only one is not for the long run.
          for (const [body, code, seconds] of name === 'CPython' || FULL ? cut : cut.slice(0, 1))
            expect(await endingOf(body, seconds)).toEqual({ code, last: 'handler_called' });
          expect((await endingOf('def give(): return 1\n')).code).toBe('completed');
        } finally {
          rmSync(folder, { recursive: true });
        }
      });

      test('a loop longer than memory is counted, not built', async () => {
        const node = programOf(
          'node_id: n\ntype: function\nintent: i\noutputs:\n  success:\n    r: {type: any, required: false}\nflow:\n  - step: l\n    operation: for_each\n    items: "RANGE(0 - 9000000000000000000, 9000000000000000000)"\n    as: i\n    do:\n      - step: done\n        operation: return\n        return_success: {r: "{i}"}\n',
        );
        const { events } = await runPath(runtime, node);
        expect(events.at(-1)).toMatchObject({
          outcome: { outputs: { r: { $integer: '-9000000000000000000' } } },
        });
      });
    },
  );
}

test('both interpreters emit the same events', async ({ skip }) => {
  if (python === null) return skip('no Python 3.10 or newer');
  for (const orders of Object.values(WORLDS)) {
    const options = { inputs: LINES, handlers: referenceFixtures };
    const one = await runPath(onCPython, program, { ...options, answer: world(...orders) });
    const other = await runPath(onPyodide, program, { ...options, answer: world(...orders) });
    expect(difference(one.events, other.events, ['CPython', 'Pyodide'])).toBeNull();
  }
});

test.each([
  ['/nowhere/python3', 'cannot use the interpreter /nowhere/python3: it cannot be started'],
  [process.execPath, `cannot use the interpreter ${process.execPath}: it is no working Python`],
])('an interpreter that does not work is reported as unavailable: %s', async (interpreter, problem) => {
  const runtime = createReferenceRuntime({ interpreter });
  const { ending, events } = await runPath(runtime, program, { inputs: LINES });
  expect(events).toEqual([]);
  expect(ending).toMatchObject({
    kind: 'cut_off',
    error: { code: 'runtime_unavailable', message: `the reference runtime ${problem}` },
  });
  await runtime.dispose();
});

test('text of a node cannot leave its string or comment in the generated Python', ({ skip }) => {
  if (python === null) return skip('no Python 3.10 or newer');
  const evil = JSON.stringify('x"""\nimport os\n\u2028\u0000\r\f"\'\\');
  const node = programOf(
    `node_id: n\ntype: function\nintent: ${evil}\nmetadata: {description: ${evil}}\ncontracts:\n  invariants: [${evil}]\noutputs:\n  success:\n    r: {type: string, description: ${evil}}\nflow:\n  - step: s\n    description: ${evil}\n    operation: string_template\n    template: ${evil}\n    output: r\n`,
  );
  const script =
    'import ast, sys; print(*[type(each).__name__ for each in ast.parse(sys.stdin.read()).body])';
  const kinds = execFileSync(python, ['-X', 'utf8', '-c', script], {
    input: generatePython(node).text,
    encoding: 'utf8',
  });
  expect(kinds).not.toMatch(/\bImport\b/);
  expect(kinds.trim().split(' ').slice(0, 2)).toEqual(['Expr', 'ImportFrom']);
});
