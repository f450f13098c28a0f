import { spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import type { Program } from '../../../shared/node/program.ts';
import type { Ending, Execution, RunRequest, Runtime, Wait } from '../runtime.ts';
import { createHostedRuntime } from './hosted-runtime.ts';

/** A child whose behaviour is said by the run's input `do`. */
const CHILD = `
const { createInterface } = require('node:readline');
const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
const event = (kind, more) => ({ step: '', occ: '', time: 0, kind, ...more });
const end = () => say({ type: 'events', wait: 'end', events: [event('result', { outcome: { success: true, outputs: { loads } } })] });
let loads = 0;
const kept = [];
say({ type: 'ready', name: 'fake', version: '1', pid: process.pid });
createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.type === 'load') loads += message.units.length;
  if (message.type === 'go' || message.type === 'answer') end();
  if (message.type !== 'run') return;
  const act = {
    end,
    gate: () => say({ type: 'events', wait: 'gate', events: [event('step_entered', { operation: 'x' })] }),
    hang: () => { for (;;); },
    hog: () => { const kept = []; for (;;) kept.push(Buffer.alloc(1 << 20, 1)); },
    keep: () => { kept.push(Buffer.alloc(100 << 20, 1)); end(); },
    use: () => { kept.push(Buffer.alloc(60 << 20, 1)); setTimeout(end, 300); },
    die: () => { console.error('it hurts'); process.exit(3); },
    garbage: () => process.stdout.write('hello\\n'),
    endless: () => { const part = Buffer.alloc(1 << 22, 120); const more = () => process.stdout.write(part, more); more(); },
    late: () => { end(); end(); },
    fatal: () => say({ type: 'fatal', message: 'is confused' }),
  };
  act[message.inputs.do]();
}).on('close', () => process.exit(0));
`;

const PROGRAM = { id: 'n', hash: 'h' } as unknown as Program;
/** Less than the gate stands. */
const GATE_MS = 1500;
let runtime: Runtime;
let spawned = 0;

function make(command = process.execPath): Runtime {
  spawned = 0;
  runtime = createHostedRuntime({
    path: 'direct',
    spawn: () => {
      spawned++;
      return spawn(command, ['-e', CHILD], { stdio: 'pipe' });
    },
    unitFor: () => ({}),
  });
  return runtime;
}

function request(what: string): RunRequest {
  // On a busy machine everything comes late: only what has no other end is short of time.
  const timeoutMs = what === 'hang' ? 300 : what === 'gate' ? GATE_MS : 60_000;
  const limits = { timeoutMs, memoryMb: 128 };
  return {
    program: { ...PROGRAM, limits },
    callees: new Map(),
    handlers: null,
    inputs: { do: what },
    mode: 'step',
  };
}

interface Ran {
  readonly ending: Ending;
  readonly waits: readonly Wait[];
  readonly outputs: unknown;
}

function run(what: string, onWait: (execution: Execution, wait: Wait) => void = () => {}): Promise<Ran> {
  return new Promise((resolve) => {
    const waits: Wait[] = [];
    let outputs: unknown;
    const execution = runtime.start(request(what), {
      events(events, wait) {
        waits.push(wait);
        const last = events.at(-1);
        if (last?.kind === 'result' && last.outcome.success) outputs = last.outcome.outputs;
        onWait(execution, wait);
      },
      ended: (ending) => resolve({ ending, waits, outputs }),
    });
  });
}

function code(ran: Ran): string {
  return ran.ending.kind === 'cut_off' ? ran.ending.error.code : ran.ending.kind;
}

afterEach(() => runtime.dispose());

test('a completed child is kept warm and gets each unit once', async () => {
  make();
  expect(await run('end')).toMatchObject({
    ending: { kind: 'completed' },
    waits: ['end'],
    outputs: { loads: 1 },
  });
  expect((await run('end')).outputs).toEqual({ loads: 1 });
  expect(spawned).toBe(1);
  expect(await runtime.describe()).toMatchObject({ name: 'fake', version: '1' });
});

test('two executions at once have a child each, and one of them stays', async () => {
  make();
  await Promise.all([run('end'), run('end')]);
  await run('end');
  expect(spawned).toBe(2);
});

test('a gate waits without the clock running', async () => {
  make();
  const ran = await run('gate', (execution, wait) => {
    if (wait === 'gate') setTimeout(() => execution.go('free'), GATE_MS + 300);
  });
  expect(ran).toMatchObject({ ending: { kind: 'completed' }, waits: ['gate', 'end'] });
});

test('a hanging child is ended at the time limit and replaced', async () => {
  make();
  const ran = await run('hang');
  expect(ran.ending).toMatchObject({ error: { code: 'timeout', message: 'path ran longer than 0.3 s' } });
  expect(code(await run('end'))).toBe('completed');
});

test('a child that takes more memory than its node may is ended', async () => {
  make();
  const ran = await run('hog');
  expect(ran.ending).toMatchObject({
    error: { code: 'memory_limit', message: 'path used more than 128 MB' },
  });
});

test('what earlier runs left in a child is not counted as memory of the next', async () => {
  make();
  expect(code(await run('keep'))).toBe('completed');
  expect(code(await run('use'))).toBe('completed');
  expect(spawned).toBe(1);
});

test('a death is reported with the last words', async () => {
  make();
  const ran = await run('die');
  expect(ran.ending).toMatchObject({
    error: { code: 'runtime_died', message: 'the direct runtime exited with code 3: it hurts' },
  });
  // The next one is warming up already.
  expect(spawned).toBe(2);
  expect(code(await run('end'))).toBe('completed');
});

test.each([
  ['garbage', 'the direct runtime sent something else than a message: hello'],
  ['fatal', 'the direct runtime is confused'],
])('a child that breaks the protocol is dead: %s', async (what, message) => {
  make();
  expect((await run(what)).ending).toMatchObject({ error: { code: 'runtime_died', message } });
  expect(code(await run('end'))).toBe('completed');
});

test('a child that speaks after its result is not used again', async () => {
  make();
  expect(code(await run('late'))).toBe('completed');
  expect(code(await run('end'))).toBe('completed');
});

test('a child that writes a line without end does not fill memory', async () => {
  runtime = createHostedRuntime({
    path: 'direct',
    spawn: () => spawn(process.execPath, ['-e', CHILD], { stdio: 'pipe' }),
    unitFor: () => ({}),
  });
  const patient = { ...PROGRAM, limits: { timeoutMs: 60_000, memoryMb: 4096 } };
  const ending = await new Promise<Ending>((resolve) => {
    runtime.start({ ...request('endless'), program: patient }, { events() {}, ended: resolve });
  });
  expect(ending).toMatchObject({ error: { message: 'the direct runtime sent a line longer than 256 MB' } });
});

test('a missing program is a sentence', async () => {
  make('/nowhere/python3');
  expect((await run('end')).ending).toMatchObject({
    error: {
      code: 'runtime_unavailable',
      message: 'the direct runtime could not be started: spawn /nowhere/python3 ENOENT',
    },
  });
});

test('cancel ends the execution at once', async () => {
  make();
  const ran = await run('gate', (execution) => execution.cancel());
  expect(code(ran)).toBe('cancelled');
});
