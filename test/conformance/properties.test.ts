import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import { continuationAt } from '../../src-main/debugger/continuation.ts';
import { checkNode } from '../../src-main/language/check.ts';
import { expressions, inputs } from '../support/conformance-arbitraries.ts';
import { FOLDER } from '../support/conformance-case.ts';
import { difference } from '../support/conformance-events.ts';
import {
  answerByPlace,
  callees,
  contractsNode,
  expressionsNode,
  flows,
} from '../support/conformance-flows.ts';
import { type Ran, recorded, runOn, type Subject } from '../support/conformance-run.ts';
import { type NamedRuntime, startRuntimes, stopRuntimes } from '../support/conformance-runtimes.ts';
import { FULL, runs } from '../support/full.ts';

/** The same examples every time, so that a failure is nobody's luck; full runs look further and elsewhere. */
const RUNS = runs(80, 20_000);
const OPTIONS = FULL ? {} : { seed: 20_250_108 };

let runtimes: readonly NamedRuntime[] = [];

beforeAll(async () => {
  runtimes = await startRuntimes(FULL ? ['direct', 'CPython', 'Pyodide'] : ['direct', 'CPython']);
  if (runtimes.length < 2) runtimes = [...runtimes, ...(await startRuntimes(['Pyodide']))];
});

afterAll(() => stopRuntimes(runtimes));

const { any, boolean } = expressions();

test('random expressions give the same on every runtime', async () => {
  await holds(
    fc.array(any, { minLength: 1, maxLength: 8 }).map((list) => [expressionsNode(list)]),
    agree,
  );
});

test('random contracts have the same verdicts and probes on every runtime', async () => {
  await holds(
    fc.array(boolean, { minLength: 1, maxLength: 8 }).map((list) => [contractsNode(list)]),
    agree,
  );
});

test('random flows run alike, and on from any of their steps', async () => {
  await holds(fc.tuple(flows, callees), async (subject) => {
    const ran = await agree(subject);
    await resumesAlike(subject, ran);
  });
});

async function holds(
  nodes: fc.Arbitrary<readonly string[]>,
  check: (subject: Subject) => Promise<unknown>,
): Promise<void> {
  const property = fc.asyncProperty(nodes, inputs, async (texts, values) => {
    const subject = subjectOf(texts, values);
    if (subject !== null) await check(subject);
  });
  await fc.assert(property, {
    ...OPTIONS,
    numRuns: RUNS,
    interruptAfterTimeLimit: FULL ? 500_000 : 25_000,
    reporter: report,
  });
}

/** Null where a text cannot run at all: a literal out of range, an expression too deep. */
function subjectOf(texts: readonly string[], values: CanonicalObject): Subject | null {
  const programs = texts.map((text) => checkNode(text).program);
  const known = programs.filter((program) => program !== null);
  const [program] = known;
  if (program === undefined || known.length < programs.length) return null;
  return {
    program,
    callees: new Map(known.map((each) => [each.id, each])),
    handlers: FOLDER,
    inputs: values,
  };
}

async function agree(subject: Subject): Promise<Ran> {
  const rans = await Promise.all(runtimes.map(({ runtime }) => runOn(runtime, subject, answerByPlace)));
  const [first, ...others] = rans as [Ran, ...Ran[]];
  rans.forEach(({ ending }, i) => {
    if (ending.kind === 'cut_off')
      throw new Error(`${runtimes[i]?.name} was cut off: ${ending.error.code} ${ending.error.message}`);
  });
  others.forEach((other, i) => {
    const names = [runtimes[0]?.name as string, runtimes[i + 1]?.name as string] as const;
    same(first.events, other.events, names);
  });
  return first;
}

/** Resumes at the middle one of the steps that were entered. */
async function resumesAlike(subject: Subject, ran: Ran): Promise<void> {
  const entered = ran.events.flatMap((event, index) => (event.kind === 'step_entered' ? [index] : []));
  const index = entered[Math.floor(entered.length / 2)];
  if (index === undefined) return;
  const continuation = continuationAt(ran.events, index, subject.callees);
  const script = recorded(ran.events);
  const resumed = await Promise.all(
    runtimes.map(({ runtime }) => runOn(runtime, subject, script, continuation)),
  );
  resumed.forEach((other, i) => {
    const names = ['original', `resumed on ${runtimes[i]?.name}`] as const;
    same(ran.events.slice(index), other.events, names);
  });
}

function same(a: Ran['events'], b: Ran['events'], names: readonly [string, string]): void {
  const differs = difference(a, b, names);
  if (differs !== null) throw new Error(differs);
}

function report(details: fc.RunDetails<[readonly string[], CanonicalObject]>): void {
  if (!details.failed) return;
  const [texts, values] = details.counterexample ?? [[], {}];
  const cause = details.errorInstance instanceof Error ? details.errorInstance.message : '';
  throw new Error(
    `seed ${details.seed}\n${texts.join('---\n')}\ninputs: ${JSON.stringify(values)}\n${cause}`,
  );
}
