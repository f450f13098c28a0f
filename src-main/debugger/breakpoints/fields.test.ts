import { describe, expect, test } from 'vitest';
import type { BreakpointFields } from '../../../shared/api/breakpoints.ts';
import { breakpointView, readFields } from './fields.ts';

const PLAIN = { once: false, enabled: true };

describe('a breakpoint that is typed part by part', () => {
  test.each<[Omit<BreakpointFields, 'once' | 'enabled'>, string]>([
    [{ spec: ' step:compute_tax ' }, 'step:compute_tax'],
    [
      { spec: 'step:a', condition: 'total > 1', hits: '>=3', log: 'n {total}' },
      'step:a if total > 1 hit >=3 log n {total}',
    ],
    [{ spec: 'step:a', hits: ' %2', condition: '' }, 'step:a hit %2'],
    [{ spec: "name == ' if '" }, "name == ' if '"],
  ])('%j is %s', (fields, text) => {
    const read = readFields({ ...fields, ...PLAIN });
    if (!read.ok) throw new Error(read.refusal.message);
    const view = breakpointView({ ...read.value, id: 1 });
    expect(view.text).toBe(text);
    // What is shown can be edited: it reads back as the same.
    expect(readFields(view)).toEqual(read);
  });

  test.each<[Omit<BreakpointFields, 'once' | 'enabled'>, string, number, string]>([
    [{ spec: 'input.amount >' }, 'spec', 15, 'ends too early'],
    [{ spec: '' }, 'spec', 1, 'empty'],
    [{ spec: 'step:a', condition: '  total >' }, 'condition', 10, 'ends too early'],
    [{ spec: 'step:a', hits: 'often' }, 'hits', 1, 'every third'],
    [{ spec: 'step:a', log: 'n {total +}' }, 'log', 11, ''],
    [{ spec: 'step:a if total > 1' }, 'spec', 8, 'if has a field of its own'],
    [{ spec: 'divergence', condition: 'a > 1' }, 'condition', 1, 'takes no condition'],
    [{ spec: 'divergence', hits: '2' }, 'hits', 1, 'takes no condition'],
  ])('%j is refused in its %s at column %i', (fields, part, column, message) => {
    const read = readFields({ ...fields, ...PLAIN });
    if (read.ok) throw new Error('it was read');
    expect(read.refusal).toMatchObject({ part, column });
    expect(read.refusal.message).toContain(message);
  });
});
