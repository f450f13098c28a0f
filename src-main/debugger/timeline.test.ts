import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportEvents } from '../../bench/events.ts';
import { LiveEvents, Timeline } from './timeline.ts';

const events = reportEvents(120);

test('a state is the same whether its events passed by, were read, or were jumped over', () => {
  const source = new LiveEvents();
  source.append(events);
  const read = new Timeline(source, new Map());
  const passed = new Timeline(source, new Map());
  for (let from = 0; from < events.length; from += 77) passed.pass(events.slice(from, from + 77));
  fc.assert(
    fc.property(fc.nat(events.length), (count) => {
      const plain = new Timeline(source, new Map()).after(count).variables();
      expect([...passed.after(count).variables()]).toEqual([...plain]);
      expect([...read.after(count).variables()]).toEqual([...plain]);
    }),
    { numRuns: 30 },
  );
});
