import { afterAll, beforeAll, expect, test } from 'vitest';
import { programOf } from '../support/conformance-case.ts';
import { difference } from '../support/conformance-events.ts';
import { runOn, scripted } from '../support/conformance-run.ts';
import { type NamedRuntime, startRuntimes, stopRuntimes } from '../support/conformance-runtimes.ts';
import { runs } from '../support/full.ts';

let runtimes: readonly NamedRuntime[] = [];

beforeAll(async () => {
  runtimes = await startRuntimes();
});

afterAll(() => stopRuntimes(runtimes));

const NODE = `
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
  const program = programOf(NODE);
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
