import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunError } from '../../shared/trace/event.ts';
import { FOLDER, programOf } from '../support/conformance-case.ts';
import { difference, outline } from '../support/conformance-events.ts';
import { runOn, scripted } from '../support/conformance-run.ts';
import { type NamedRuntime, startRuntimes, stopRuntimes } from '../support/conformance-runtimes.ts';
import { runs } from '../support/full.ts';

/** What no case in a file can say: what names a path's own files, and characters by the thousand. */

let runtimes: readonly NamedRuntime[] = [];

beforeAll(async () => {
  runtimes = await startRuntimes();
});

afterAll(() => stopRuntimes(runtimes));

const HANDLER = `
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
  const program = programOf(HANDLER.replace('NAME', name));
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

const CHARACTERS = `
node_id: case
inputs: {s: string, spaced: string}
flow:
  - {step: up, operation: assign, expression: "UPPER(s)", output: upper}
  - {step: low, operation: assign, expression: "LOWER(s)", output: lower}
  - {step: sigma, operation: assign, expression: "LOWER(spaced)", output: words}
  - {step: parts, operation: data_transform, input: "SPLIT(spaced, 'Σ')", transform: map, function: "[TRIM(item), MATCHES(item, '\\\\s|\\\\w|\\\\d')]", output: kinds}
`;
const BLOCK = 0x4000;

/** Case mapping, final sigma around every character, white space and classes: whatever Unicode an interpreter was built with. */
test.each(blocks())('characters from U+%s', async (_, from) => {
  const characters: string[] = [];
  for (let code = from; code < from + BLOCK; code++)
    if (code < 0xd800 || code > 0xdfff) characters.push(String.fromCodePoint(code));
  const program = programOf(CHARACTERS);
  const subject = {
    program,
    callees: new Map([[program.id, program]]),
    handlers: null,
    inputs: { s: characters.join(''), spaced: characters.map((each) => `A${each}Σ${each}`).join('') },
  };
  const rans = await Promise.all(
    runtimes.map(async ({ name, runtime }) => ({ name, ran: await runOn(runtime, subject, scripted([])) })),
  );
  const [first, ...others] = rans;
  expect(first?.ran.events.at(-1)).toMatchObject({ kind: 'result', outcome: { success: true } });
  for (const other of others)
    expect(difference(first?.ran.events ?? [], other.ran.events, [first?.name ?? '', other.name])).toBeNull();
});

/** The planes that hold letters; full runs look at all of them. */
function blocks(): readonly (readonly [string, number])[] {
  const end = runs(0x20000, 0x110000);
  const starts = Array.from({ length: end / BLOCK }, (_, index) => index * BLOCK);
  return starts.map((start) => [start.toString(16).toUpperCase().padStart(4, '0'), start]);
}
