import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXACT_POLICY } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import { lastWrite, writtenBy } from '../../src-main/debugger/history/trail.ts';
import { whyOf } from '../../src-main/debugger/history/why-view.ts';
import { ComparisonModel } from '../../src-main/debugger/model.ts';
import { ProgramIndex } from '../../src-main/debugger/program-index.ts';
import { LiveEvents } from '../../src-main/debugger/timeline.ts';
import { checkNode } from '../../src-main/language/check.ts';
import { createDirectRuntime } from '../../src-main/runtimes/direct/direct-runtime.ts';
import { inputs } from '../support/conformance-arbitraries.ts';
import { FOLDER } from '../support/conformance-case.ts';
import { answerByPlace, callees, flows } from '../support/conformance-flows.ts';
import { runOn } from '../support/conformance-run.ts';
import { FULL, runs } from '../support/full.ts';

const runtime = createDirectRuntime();
const OPTIONS = {
  ...(FULL ? {} : { seed: 20_261_121 }),
  numRuns: runs(40, 3000),
  interruptAfterTimeLimit: FULL ? 300_000 : 15_000,
};

interface Ran {
  readonly events: readonly TraceEvent[];
  modelWith(direct: readonly TraceEvent[]): ComparisonModel;
}

/** A random node, run once; null where its text has errors. */
async function ran(texts: readonly string[], values: CanonicalObject): Promise<Ran | null> {
  const programs = texts.map((text) => checkNode(text).program);
  const [program, callee] = programs;
  if (!program || !callee) return null;
  const known = new Map([program, callee].map((each) => [each.id, each]));
  const subject = { program, callees: known, handlers: FOLDER, inputs: values };
  const { events } = await runOn(runtime, subject, answerByPlace);
  const sources = [program, callee].map(({ id, hash }, i) => ({
    node: id,
    hash,
    file: '',
    text: texts[i] ?? '',
  }));
  const modelWith = (direct: readonly TraceEvent[]): ComparisonModel => {
    const told = { reference: new LiveEvents(), direct: new LiveEvents() };
    const index = new ProgramIndex(known, sources);
    const model = new ComparisonModel({
      paths: ['reference', 'direct'],
      policy: EXACT_POLICY,
      index,
      events: told,
    });
    for (const [path, batch] of [
      ['reference', events],
      ['direct', direct],
    ] as const) {
      told[path].append(batch);
      model.feed(path, batch);
      model.end(path, { kind: 'completed' });
    }
    return model;
  };
  return { events, modelWith };
}

test('the last write of a name gave it the value that the state has, at any event of a random node', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(flows, callees), inputs, async (texts, values) => {
      const found = await ran(texts, values);
      const trail = found?.modelWith(found.events).trail('reference');
      if (!found || !trail) return;
      for (let count = 0; count <= found.events.length; count++)
        for (const [name, value] of trail.timeline.after(count).variables()) {
          const write = lastWrite(trail, name, count);
          expect(write && writtenBy(write.event, name), `${name} after ${count}`).toEqual(value);
        }
    }),
    OPTIONS,
  );
});

test('of a planted difference, the inputs agree and the outputs differ where the explanation ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(flows, callees), inputs, fc.nat(), async (texts, values, pick) => {
      const found = await ran(texts, values);
      const assigned = found?.events.flatMap((event, i) => (event.kind === 'assigned' ? [i] : [])) ?? [];
      const at = assigned[pick % Math.max(assigned.length, 1)];
      if (!found || at === undefined) return;
      const planted = found.events.map((event, i) =>
        i === at && event.kind === 'assigned' ? { ...event, value: ['planted'] } : event,
      );
      const why = whyOf(found.modelWith(planted), { kind: 'divergence', index: 0 });
      const cause = why?.chain[0];
      expect(cause?.events).toEqual({ reference: at, direct: at });
      expect(cause?.inputs.filter(({ differs }) => differs)).toEqual([]);
      expect(cause?.direct).toEqual(['planted']);
      expect(cause?.reference).not.toEqual(['planted']);
      expect(why?.cause).toBe('step');
    }),
    OPTIONS,
  );
});
