import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkNode } from '../../src-main/language/check.ts';
import { CASES, complaints, subjectOf } from '../support/conformance-case.ts';
import { difference } from '../support/conformance-events.ts';
import { textsOf } from '../support/conformance-node.ts';
import { type Ran, runOn, scripted } from '../support/conformance-run.ts';
import { type NamedRuntime, startRuntimes, stopRuntimes } from '../support/conformance-runtimes.ts';
import { loadTopics, type WrittenCase } from '../support/conformance-schema.ts';

let runtimes: readonly NamedRuntime[] = [];

beforeAll(async () => {
  runtimes = await startRuntimes();
});

afterAll(() => stopRuntimes(runtimes));

for (const { topic, cases } of loadTopics(CASES))
  describe(topic, () => {
    for (const written of cases) test(written.name, () => checkCase(written));
  });

async function checkCase(written: WrittenCase): Promise<void> {
  if ('refused' in written) {
    const { program, diagnostics } = checkNode(textsOf(written)[0] as string);
    expect(program).toBeNull();
    expect(diagnostics.map((each) => each.code)).toContain(written.refused);
    return;
  }
  const subject = subjectOf(written);
  const rans = await Promise.all(
    runtimes.map(async ({ name, runtime }) => ({
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
  expect(found.join('\n')).toBe('');
}

/** Traces that were cut off are compared up to the last event of the shorter one. */
function compared(written: WrittenCase, a: Ran, b: Ran): readonly [Ran['events'], Ran['events']] {
  if (!('cut_off' in written) || written.cut_off === undefined) return [a.events, b.events];
  const length = Math.min(a.events.length, b.events.length);
  return [a.events.slice(0, length), b.events.slice(0, length)];
}
