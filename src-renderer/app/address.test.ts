import { describe, expect, test } from 'vitest';
import { type Address, formatAddress, parseAddress } from './address.ts';

const addresses: Address[] = [
  { view: 'nodes', node: null },
  { view: 'nodes', node: 'orders/total v1?#' },
  { view: 'runs', filters: {} },
  { view: 'runs', filters: { text: 'a &b=ü', node: 'n1' } },
  { view: 'comparison', comparison: null, row: null },
  { view: 'comparison', comparison: 'c1', row: null },
  { view: 'comparison', comparison: 'c/1', row: 0 },
  { view: 'comparison', comparison: 'c1', row: 8123 },
];

describe('an address', () => {
  test.each(addresses)('survives being written and read: %j', (address) => {
    expect(parseAddress(formatAddress(address))).toEqual(address);
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

  test('with a broken escape is taken as it is', () => {
    expect(parseAddress('#/node/%E0%A4%A')).toEqual({ view: 'nodes', node: '%E0%A4%A' });
  });
});
