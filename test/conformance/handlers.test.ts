import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunError } from '../../shared/trace/event.ts';
import { FOLDER, programOf } from '../support/conformance-case.ts';
import { outline } from '../support/conformance-events.ts';
import { runOn, scripted } from '../support/conformance-run.ts';
import { type NamedRuntime, startRuntimes, stopRuntimes } from '../support/conformance-runtimes.ts';

let runtimes: readonly NamedRuntime[] = [];

beforeAll(async () => {
  runtimes = await startRuntimes();
});

afterAll(() => stopRuntimes(runtimes));

const NODE = `
node_id: case
inputs: {a: integer}
flow: [{step: c, operation: custom.NAME, parameters: {value: "{1 // a}"}}]
`;

/** The one error that names the path's own file: everything but its name is the same. */
test.each([
  ['a handler that has no file', 'nosuch', FOLDER],
  ['a handler of a workspace that is not trusted', 'echo', null],
])('%s is missing on every path', async (_, name, handlers) => {
  for (const { name: runtime, error, lines } of await errorsOf(name, handlers, 1)) {
    const file = `handlers/${name}.${runtime === 'direct' ? 'mjs' : 'py'}`;
    expect(error).toEqual({
      code: 'handler_missing',
      message: `handler ${name} has no ${file}`,
      fields: {},
    });
    expect(lines).toEqual([
      'run_started case',
      'inputs_bound a=1',
      `step_entered c 0 custom.${name}`,
      'error_raised handler_missing',
      'step_left c 0 failed',
      'result handler_missing',
    ]);
  }
});

test('the parameters of a missing handler are evaluated first', async () => {
  for (const { error } of await errorsOf('nosuch', FOLDER, 0)) expect(error?.code).toBe('division_by_zero');
});

async function errorsOf(name: string, handlers: string | null, a: number) {
  const program = programOf(NODE.replace('NAME', name));
  const subject = { program, callees: new Map([[program.id, program]]), handlers, inputs: { a } };
  expect(runtimes.length).toBeGreaterThan(1);
  return Promise.all(
    runtimes.map(async ({ name: runtime, runtime: on }) => {
      const { events } = await runOn(on, subject, scripted([]));
      const last = events.at(-1);
      const error: RunError | null =
        last?.kind === 'result' && !last.outcome.success ? last.outcome.error : null;
      return { name: runtime, error, lines: events.map(outline) };
    }),
  );
}
