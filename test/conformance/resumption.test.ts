import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalText } from '../../shared/values/canonical.ts';
import { continuationAt } from '../../src-main/debugger/continuation.ts';
import { CASES, subjectOf } from '../support/conformance-case.ts';
import { difference } from '../support/conformance-events.ts';
import { type Ran, recorded, runOn, type Subject, scripted } from '../support/conformance-run.ts';
import { type NamedRuntime, startRuntimes, stopRuntimes } from '../support/conformance-runtimes.ts';
import { loadTopics, type WrittenCase } from '../support/conformance-schema.ts';
import { FULL } from '../support/full.ts';

/** Pyodide resumes every step in full runs, else the steps of every fourth case; so do all with values as large as may be. */
const SAMPLE = 4;
const LARGE = '25-limits';
/** Of a long loop, how many of its steps are resumed at each end, and each how many-th between. */
const ENDS = 6;
const BETWEEN = 15;

let runtimes: readonly NamedRuntime[] = [];

beforeAll(async () => {
  runtimes = await startRuntimes();
});

afterAll(() => stopRuntimes(runtimes));

let counted = 0;
for (const { topic, cases } of loadTopics(CASES))
  describe(topic, () => {
    for (const written of cases.filter(isResumed)) {
      const sampled = FULL || counted++ % SAMPLE === 0;
      if (sampled || topic !== LARGE) test(written.name, () => resumeEverywhere(written, sampled));
    }
  });

function isResumed(written: WrittenCase): boolean {
  return !('refused' in written || ('cut_off' in written && written.cut_off !== undefined));
}

async function resumeEverywhere(written: WrittenCase, pyodide: boolean): Promise<void> {
  if ('refused' in written) return;
  const subject = subjectOf(written);
  const taking = runtimes.filter(({ name }) => name !== 'Pyodide' || pyodide);
  const originals = await Promise.all(
    taking.map(({ runtime }) => runOn(runtime, subject, scripted(written.answers))),
  );
  const original = originals[0] as Ran;
  const found: string[] = [];
  for (const index of chosen(entered(original)))
    found.push(...(await resumeAt(subject, originals, taking, index)));
  expect(found.join('\n')).toBe('');
}

function entered({ events }: Ran): readonly number[] {
  return events.flatMap((event, index) => (event.kind === 'step_entered' ? [index] : []));
}

/** All, but of the rounds of a long loop, which are alike, those at both ends and some between. */
function chosen(indices: readonly number[]): readonly number[] {
  if (FULL || indices.length <= 3 * ENDS) return indices;
  const last = indices.length - ENDS;
  return indices.filter((_, i) => i < ENDS || i >= last || i % BETWEEN === 0);
}

/**
 * Resumes one step on every runtime. The continuation is the same whichever path recorded the trace, which is asserted,
 * so that each runtime resumes its own trace and the other's at once.
 */
async function resumeAt(
  subject: Subject,
  originals: readonly Ran[],
  taking: readonly NamedRuntime[],
  index: number,
): Promise<readonly string[]> {
  const [continuation, ...others] = originals.map(({ events }) =>
    continuationAt(events, index, subject.callees),
  );
  if (continuation === undefined) return [];
  const place = `at event ${index}, ${originals[0]?.events[index]?.step}`;
  const text = canonicalText({ ...continuation } as never);
  if (others.some((other) => canonicalText({ ...other } as never) !== text))
    return [`${place}: the traces give different continuations`];
  const original = (originals[0] as Ran).events;
  const resumed = await Promise.all(
    taking.map(({ runtime }) => runOn(runtime, subject, recorded(original), continuation)),
  );
  return resumed.flatMap((ran, i) => {
    const name = taking[i]?.name as string;
    if (ran.ending.kind === 'cut_off')
      return [`${place} on ${name}: ${ran.ending.error.code} ${ran.ending.error.message}`];
    const differs = difference(original.slice(index), ran.events, ['original', `resumed on ${name}`]);
    return differs === null ? [] : [`${place}: ${differs}`];
  });
}
