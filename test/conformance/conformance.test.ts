import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkNode } from '../../src-main/language/check.ts';
import { CASES, complaints, subjectOf } from '../support/conformance-case.ts';
import { difference } from '../support/conformance-events.ts';
import { textsOf } from '../support/conformance-node.ts';
import { type Ran, runOn, scripted } from '../support/conformance-run.ts';
import {
  type NamedRuntime,
  type RuntimeName,
  startRuntimes,
  stopRuntimes,
} from '../support/conformance-runtimes.ts';
import { loadTopics, type WrittenCase } from '../support/conformance-schema.ts';
import { FULL } from '../support/full.ts';

let runtimes: readonly NamedRuntime[] = [];

/** A runtime that is cut off starts anew, and Pyodide takes seconds for it: there, that is for the long run. */
const takes = (written: WrittenCase, name: RuntimeName): boolean =>
  FULL || name !== 'Pyodide' || !('cut_off' in written) || written.cut_off === undefined;

beforeAll(async () => {
  runtimes = await startRuntimes();
});

afterAll(() => stopRuntimes(runtimes));

for (const { topic, cases } of loadTopics(CASES))
  describe(topic, () => {
    for (const written of cases) test(written.name, () => checkCase(written));
  });

async function checkCase(written: WrittenCase): Promise<void> {
  expect((await findings(written)).join('\n')).toBe('');
}

async function findings(written: WrittenCase): Promise<readonly string[]> {
  if ('refused' in written) {
    const { program, diagnostics } = checkNode(textsOf(written)[0] as string);
    const codes = diagnostics.map((each) => each.code);
    const refused = program === null && (codes as readonly string[]).includes(written.refused);
    return refused ? [] : [`expected ${written.refused}, found ${codes.join(', ') || 'nothing'}`];
  }
  const subject = subjectOf(written);
  const taking = runtimes.filter(({ name }) => takes(written, name));
  const rans = await Promise.all(
    taking.map(async ({ name, runtime }) => ({
      name,
      ran: await runOn(runtime, subject, scripted(written.answers)),
    })),
  );
  const found = rans.flatMap(({ name, ran }) => complaints(written, ran).map((line) => `${name}: ${line}`));
  const [first, ...others] = rans;
  for (const other of others) {
    const [a, b] = compared(written, first?.ran as Ran, other.ran);
    const differs = difference(a, b, [first?.name as string, other.name]);
    if (differs !== null) found.push(differs);
  }
  return found;
}

/** Traces that were cut off are compared up to the last event of the shorter one. */
function compared(written: WrittenCase, a: Ran, b: Ran): readonly [Ran['events'], Ran['events']] {
  if (!('cut_off' in written) || written.cut_off === undefined) return [a.events, b.events];
  const length = Math.min(a.events.length, b.events.length);
  return [a.events.slice(0, length), b.events.slice(0, length)];
}
