import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { answered, eventLine, programOf, runPath } from '../../../test/support/run-path.ts';
import { createDirectRuntime } from './direct-runtime.ts';

const runtime = createDirectRuntime();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-direct-'));
  mkdirSync(join(folder, 'handlers'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => runtime.dispose());

function write(name: string, text: string): string {
  const path = join(folder, 'handlers', name);
  writeFileSync(path, text);
  return path;
}

function node(flow: string, more = ''): string {
  return `node_id: shown\nintent: test\noutputs: {success: {result: {type: any}}}\n${more}\nflow:\n${flow}`;
}

function resultOf(events: readonly TraceEvent[]): unknown {
  const last = events.at(-1);
  if (last?.kind !== 'result') return last?.kind;
  return last.outcome.success ? last.outcome.outputs['result'] : last.outcome.error;
}

const LOOP = node(`
  - step: loop
    operation: for_each
    items: RANGE(1, 3)
    as: i
    yield: twice
    output: result
    do:
      - {step: double, operation: arithmetic, expression: "i * 2", output: twice}
`);

const LOOP_EVENTS = [
  'run_started @ {"node":"shown","hash":"…","inputs":{}}',
  'inputs_bound @ {"node":"shown","values":[]}',
  'step_entered loop@0 {"operation":"for_each"}',
  'loop_started loop@0 {"items":{"from":1,"to":3}}',
  'iteration loop@0 {"index":0,"name":"i","value":1}',
  'step_entered loop/do/double@0.0.0 {"operation":"arithmetic"}',
  'assigned loop/do/double@0.0.0 {"name":"twice","value":2}',
  'step_left loop/do/double@0.0.0 {"outcome":"completed"}',
  'yielded loop@0 {"index":0,"value":2}',
  'iteration loop@0 {"index":1,"name":"i","value":2}',
  'step_entered loop/do/double@0.1.0 {"operation":"arithmetic"}',
  'assigned loop/do/double@0.1.0 {"name":"twice","value":4}',
  'step_left loop/do/double@0.1.0 {"outcome":"completed"}',
  'yielded loop@0 {"index":1,"value":4}',
  'assigned loop@0 {"name":"result","value":[2,4]}',
  'step_left loop@0 {"outcome":"completed"}',
  'result @ {"outcome":{"success":true,"outputs":{"result":[2,4]}}}',
];

test.each([
  ['free', ['end']],
  ['step', ['gate', 'gate', 'gate', 'end']],
  ['event', [...Array(16).fill('gate'), 'end']],
] as const)('mode %s waits where it says and changes no event', async (mode, waits) => {
  const gates: (string | undefined)[] = [];
  const next = (_: unknown, last: TraceEvent | undefined) => {
    gates.push(last?.kind);
    return mode;
  };
  const ran = await runPath(runtime, programOf(LOOP), { mode, next });
  const lines = ran.events.map((event) => eventLine(event).replace(/"hash":"[0-9a-f]{64}"/, '"hash":"…"'));
  expect(lines).toEqual(LOOP_EVENTS);
  expect(ran.waits.filter((wait) => wait !== null)).toEqual(waits);
  const stops = { free: [], step: ['step_entered'], event: ran.events.map(({ kind }) => kind).slice(0, -1) };
  expect(mode === 'step' ? [...new Set(gates)] : gates).toEqual(stops[mode]);
});

test('an error is offered to its handlers, retried, and the node goes on', async () => {
  const program = programOf(
    node(`
  - step: ask
    operation: external_api_call
    url: http://nowhere.test
    endpoint: /x
    method: GET
    output: result
    on_error:
      - {error_type: timeout, action: retry, max_retries: 1}
      - {error_type: http_5xx, steps: [{step: note, operation: assign, expression: "error.code", output: result}]}
`),
  );
  const codes = ['timeout', 'broken'];
  const ran = await runPath(runtime, program, {
    answer: () => ({
      ok: false,
      error: { code: codes.shift() ?? 'none', message: '', fields: { class: 'http_5xx' } },
      attempts: [],
      source: 'performed',
    }),
  });
  expect(resultOf(ran.events)).toBe('broken');
  const left = ran.events.filter((event) => event.kind === 'step_left');
  expect(left.map(({ step, occ, outcome }) => `${step}@${occ} ${outcome}`)).toEqual([
    'ask@0 retried',
    'ask/on_error_1/note@1.0 completed',
    'ask@1 continued',
  ]);
});

test('an effect within an expression stops it until the answer comes', async () => {
  const program = programOf(
    node('  - {step: a, operation: assign, expression: "[random(), random()]", output: result}'),
  );
  let asked = 0;
  const ran = await runPath(runtime, program, { answer: () => answered({ $decimal: `0.${++asked}` }) });
  expect(resultOf(ran.events)).toEqual([{ $decimal: '0.1' }, { $decimal: '0.2' }]);
});

const CALL = '  - {step: call, operation: custom.work, parameters: {n: 3}, output: result}\n';

test('a handler is loaded again when its file changes', async () => {
  const path = write('work.mjs', 'export default ({ n }) => n + 1;');
  const program = programOf(node(CALL));
  expect(resultOf((await runPath(runtime, program, { handlers: folder })).events)).toBe(4);
  write(
    'work.mjs',
    'export default async ({ n }, { BigDecimal, RoundingMode }) => new BigDecimal(n).divide(2, 1, RoundingMode.UP);',
  );
  utimesSync(path, new Date(), new Date(Date.now() + 2_000));
  expect(resultOf((await runPath(runtime, program, { handlers: folder })).events)).toEqual({
    $decimal: '1.5',
  });
});

test('what a handler prints stays out of the protocol', async () => {
  write('work.mjs', 'export default () => { console.log("{}"); process.stdout.write("x\\n"); return 1; };');
  expect(resultOf((await runPath(runtime, programOf(node(CALL)), { handlers: folder })).events)).toBe(1);
});

const HANDLER = `function half(x) {
  const result = x / 2;
  return result;
}

export default async function work({ n }, { BigDecimal }) {
  const price = new BigDecimal('1.50');
  await new Promise((resolve) => setTimeout(resolve, 1));
  const more = half(n + 1);
  return more;
}
`;

test('stepping shows the lines of the handler’s file with its variables, across await', async () => {
  write('work.mjs', HANDLER);
  const ran = await runPath(runtime, programOf(node(CALL + CALL.replace('call', 'again'))), {
    handlers: folder,
    mode: 'line',
  });
  expect(resultOf(ran.events)).toBe(2);
  const once = [7, 8, 9, 2, 3, 10];
  expect(ran.lines.map(({ line }) => line)).toEqual([...once, ...once]);
  expect(ran.lines[0]).toEqual({ file: 'handlers/work.mjs', line: 7, locals: [['n', '3']] });
  expect(ran.lines[2]?.locals).toEqual([
    ['price', '1.50'],
    ['n', '3'],
  ]);
  expect(ran.lines[4]?.locals).toEqual([
    ['x', '4'],
    ['result', '2'],
  ]);
});

test('leaving line mode inside a handler shows no more of its lines', async () => {
  write('work.mjs', HANDLER);
  const ran = await runPath(runtime, programOf(node(CALL + CALL.replace('call', 'again'))), {
    handlers: folder,
    mode: 'line',
    next: (wait, _, line) =>
      wait === 'line' && line?.line === 8 ? 'event' : wait === 'line' ? 'line' : 'line',
  });
  expect(resultOf(ran.events)).toBe(2);
  expect(ran.lines.map(({ line }) => line)).toEqual([7, 8, 7, 8]);
});

test.each([
  ['timeout', 'for (;;) {}', 'path ran longer than 1 s'],
  [
    'memory_limit',
    'const kept = []; for (;;) kept.push(new Array(100_000).fill(kept.length));',
    'path used more than 64 MB',
  ],
  ['runtime_died', 'process.exit(7);', 'the direct runtime exited with code 7'],
])('a handler that ends in %s takes its path with it, and no more', async (code, body, message) => {
  write('work.mjs', `export default () => { ${body} };`);
  // On a busy machine memory is looked at late: time must not be up before.
  const limits = `performance: {timeout_seconds: ${code === 'timeout' ? 1 : 60}, memory_limit_mb: 64}`;
  const ran = await runPath(runtime, programOf(node(CALL, limits)), { handlers: folder });
  expect(ran.ending).toMatchObject({ kind: 'cut_off', error: { code, message } });
  expect(ran.events.at(-1)?.kind).toBe('handler_called');
  expect(resultOf((await runPath(runtime, programOf(LOOP))).events)).toEqual([2, 4]);
});
