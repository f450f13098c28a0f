import { expect, it } from 'vitest';
import type { Outcome } from '../../shared/trace/event.ts';
import { mismatch } from './expectation.ts';

const success = (outputs: Extract<Outcome, { success: true }>['outputs']): Outcome => ({
  success: true,
  outputs,
});
const failure: Outcome = {
  success: false,
  error: { code: 'no_data', message: 'None.', fields: { retry: 3 } },
};

it('matches the outcome, its error and its fields', () => {
  expect(mismatch({ success: false, error_code: 'no_data', retry: 3 }, failure)).toBeNull();
  expect(mismatch({ success: true }, failure)).toBe('success was expected to be true, but is false');
  expect(mismatch({ error_code: 'other' }, failure)).toContain(
    'error_code was expected to be "other", but is "no_data": it ended with no_data',
  );
  expect(mismatch({ result: 1 }, failure)).toContain('but there is none: it ended with no_data');
});

it('matches records as subsets and lists exactly, by the language’s equality', () => {
  const outcome = success({ total: { $decimal: '1.00' }, row: { a: 1, b: 2 }, list: [{ a: 1, b: 2 }] });
  expect(mismatch({ total: 1, row: { a: 1 }, list: [{ b: 2 }] }, outcome)).toBeNull();
  expect(mismatch({ list: [] }, outcome)).toBe('list was expected to have 0 elements, but has 1');
  expect(mismatch({ row: { a: 2 } }, outcome)).toBe('row.a was expected to be 2, but is 1');
  expect(mismatch({ row: { c: 2 } }, outcome)).toBe('row.c was expected to be 2, but there is none');
});

it('reads texts and lists as the type of the output', () => {
  const outcome = success({
    at: { $timestamp: '2025-01-08T10:00:00.500000Z' },
    tags: { $set: ['a', 'b'] },
    price: { $decimal: '2.50' },
  });
  expect(mismatch({ at: '2025-01-08T11:00:00.5+01:00', tags: ['b', 'a'], price: '2.5' }, outcome)).toBeNull();
  expect(mismatch({ at: '2025-01-08T10:00:00Z' }, outcome)).toContain('at was expected');
  expect(mismatch({ price: 'two' }, outcome)).toContain('price was expected');
});
