import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CanonicalObject } from '../shared/values/canonical.ts';
import { runComparison } from '../src-main/debugger/run.ts';
import { CliSandbox } from '../test/support/cli.ts';

const NODE = 'order_total_v1';
const SKUS = ['MUG-01', 'LMP-02', 'NTB-03'];

/** Runs the example's order total on both paths as the application does, and weighs the workspace's store. */
export async function recordShop(
  orders: number,
): Promise<{ readonly events: number; readonly bytes: number }> {
  const sandbox = new CliSandbox();
  try {
    const engine = await sandbox.engine();
    const entry = engine.workspace.nodes.byId(NODE);
    if (!entry) throw new Error(`the example has no ${NODE}`);
    let events = 0;
    for (let i = 0; i < orders; i++) {
      const prepared = engine.comparisonOptions(entry, { inputs: order(i), effects: 'share', paths: [] });
      if (!prepared.ok) throw new Error(prepared.message);
      const { paths } = await runComparison(engine.comparisonDeps(), prepared.options);
      events += (paths.reference?.events ?? 0) + (paths.direct?.events ?? 0);
    }
    await engine.close();
    const folder = join(sandbox.shop, '.parallax');
    const files = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    return { events, bytes: files.reduce((sum, size) => sum + size, 0) };
  } finally {
    sandbox.remove();
  }
}

/** Orders of one to six lines; a part of them meets the example's planted divergence. */
const order = (i: number): CanonicalObject => ({
  order_id: `ord_${i.toString(36).padStart(8, '0')}`,
  items: Array.from({ length: 1 + (i % 6) }, (_, k) => ({
    sku: SKUS[(i + k) % SKUS.length] as string,
    quantity: 1 + ((i * 7 + k) % 4),
  })),
  is_member: i % 3 === 0,
  tax_rate: { $decimal: i % 4 === 0 ? '0.075' : '0.2' },
  card: '4242424242424242',
});
