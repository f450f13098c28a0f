import { openEngine } from '../../../src-main/api/engine.ts';
import { runComparison } from '../../../src-main/debugger/run.ts';
import { workspaceAt } from '../../../src-main/workspace/location.ts';

/**
 * Records payments of all kinds in a workspace, by the product's own means: paid, declined, refused at the door; the third
 * waits for a slow provider in vain. Arguments: the folder, the home, how many.
 */
const [folder = '', home = '', count = '0'] = process.argv.slice(2);
const engine = await openEngine({
  location: workspaceAt(folder),
  userData: home,
  trustNow: true,
  watch: false,
  onStoreError: (error) => {
    throw error;
  },
});
const entry = engine.workspace.nodes.byId('payment_handler_v1');
if (!entry) throw new Error('the example has no payment handler');
const users = ['user_1', 'user_declined', 'user_2', 'user_limited'];
for (let i = 0; i < Number(count); i++) {
  const prepared = engine.comparisonOptions(entry, {
    inputs: {
      order_id: `ord_${String(i).padStart(16, '0')}`,
      amount: { $decimal: i % 10 === 9 ? '99999.00' : `${i + 1}.50` },
      user_id: i === 2 ? 'user_slow' : (users[i % users.length] as string),
    },
    effects: 'share',
    paths: [],
  });
  if (!prepared.ok) throw new Error(prepared.message);
  await runComparison(engine.comparisonDeps(), prepared.options);
}
await engine.close();
