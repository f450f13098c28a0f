import { describe, expect, test } from 'vitest';
import { type Address, addressProblem, formatAddress, parseAddress } from './address.ts';

const addresses: Address[] = [
  { view: 'nodes', node: null },
  { view: 'nodes', node: 'orders/total v1?#' },
  { view: 'runs', filters: {} },
  { view: 'runs', filters: { text: 'a &b=ü', node: 'n1' } },
  { view: 'comparison', comparison: null, row: null },
  { view: 'comparison', comparison: 'c1', row: null },
  { view: 'comparison', comparison: 'c/1', row: 0 },
  { view: 'comparison', comparison: 'c1', row: 8123 },
  {
    view: 'comparison',
    comparison: 'c1',
    row: 7,
    moment: { reference: 12, direct: null },
    range: { from: 3, to: 9 },
    panel: 'database',
    ask: { kind: 'writes', at: 7, name: 'order.lines[2].a&b' },
  },
];

describe('an address', () => {
  test.each(addresses)('survives being written and read: %j', (address) => {
    expect(parseAddress(formatAddress(address))).toEqual(address);
  });

  test.each(['#/providers', '#/providers/losses', '#/providers/lanes/llm_1'])(
    '%s is gone back to',
    (hash) => {
      expect(formatAddress(parseAddress(hash))).toBe(hash);
      expect(addressProblem(hash)).toBeNull();
    },
  );

  test('a part of the providers that is none is named', () => {
    expect(addressProblem('#/providers/nowhere')).toContain('There is no nowhere among the providers');
  });

  test('that says nothing known leads to the nodes', () => {
    expect(parseAddress('')).toEqual({ view: 'nodes', node: null });
    expect(parseAddress('#/elsewhere/1')).toEqual({ view: 'nodes', node: null });
  });

  test('ignores a row that is no row', () => {
    expect(parseAddress('#/comparison/a?row=-1')).toEqual({ view: 'comparison', comparison: 'a', row: null });
    expect(parseAddress('#/comparison/a?row=1e3')).toEqual({
      view: 'comparison',
      comparison: 'a',
      row: null,
    });
  });

  test('says what is wrong with it', () => {
    for (const address of addresses) expect(addressProblem(formatAddress(address))).toBeNull();
    expect(addressProblem('#/comparison/a?row=-1')).toBe(
      'The address says row=-1: row is a whole number from 0.',
    );
    expect(addressProblem('#/comparison/a?range=3')).toContain('as in 3-9');
    expect(addressProblem('#/comparison/a?ask=tax')).toContain('as in writes.12.tax');
    expect(addressProblem('#/comparison/a?colour=red')).toContain('there is no colour in a comparison');
    expect(addressProblem('#/elsewhere/1')).toContain('There is no view elsewhere');
  });

  test('with a broken escape is taken as it is', () => {
    expect(parseAddress('#/node/%E0%A4%A')).toEqual({ view: 'nodes', node: '%E0%A4%A' });
  });
});
