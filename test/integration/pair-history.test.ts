import { afterAll, beforeAll, expect, test } from 'vitest';
import { ComparisonApi } from '../../src-main/api/comparisons.ts';
import type { Engine } from '../../src-main/api/engine.ts';
import { Histories } from '../../src-main/api/histories.ts';
import { BreakpointSet } from '../../src-main/debugger/breakpoints/file.ts';
import { pairId } from '../../src-main/debugger/pairing.ts';
import { CliSandbox, exampleOrder } from '../support/cli.ts';

const sandbox = new CliSandbox();
let engine: Engine;
const traces: string[] = [];

beforeAll(async () => {
  for (const rate of [0.075, 0.2]) {
    const args = ['run', 'order_total_v1', '--workspace', sandbox.shop, '--path', 'direct', '--json'];
    const { stdout } = await sandbox.run([...args, '--input', exampleOrder(rate)]);
    traces.push(JSON.parse(stdout).paths.direct.trace);
  }
  engine = await sandbox.engine();
}, 120_000);
afterAll(async () => {
  await engine.close();
  sandbox.remove();
});

test('who set a value is told of two runs of the same path, on both sides', async () => {
  const comparisons = new ComparisonApi(
    engine,
    BreakpointSet.open(engine.workspace.location.store),
    () => {},
  );
  const histories = new Histories(engine, comparisons);
  const pair = pairId(traces[0] ?? '', traces[1] ?? '');
  const rows = await comparisons.rows(pair, 0, 100);
  const row = rows.find(({ name }) => name === 'grand_total')?.index ?? -1;
  const history = await histories.of(pair, { row, name: 'total' }, 5);
  const tax = (value: string) => ({ label: 'tax', from: 'name', value: { $decimal: value } });
  expect(history).toMatchObject({
    status: 'differs',
    reference: { $decimal: '127.07' },
    direct: { $decimal: '141.84' },
    split: {
      step: 'grand_total',
      reference: { inputs: expect.arrayContaining([tax('8.87')]) },
      direct: { inputs: expect.arrayContaining([tax('23.64')]) },
    },
  });
  const why = await histories.why(pair, { kind: 'value', at: { row, name: 'total' } });
  expect(why.cause).toBe('input');
  await histories.close();
  await comparisons.close();
});
