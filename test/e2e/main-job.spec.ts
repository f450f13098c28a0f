import { expect, test } from './support/test.ts';

test.describe('the main job', () => {
  test('F5 stops both paths where they part and says how', async ({ app }) => {
    await app.runToDivergence();
    await app.debugger.expectAt('compute_tax');
    await expect(app.debugger.card).toContainText(
      'compute_tax assigned a different tax: same inputs, results differ by 0.01',
    );
    await expect(app.debugger.card).toContainText('8.86');
    await expect(app.debugger.card).toContainText('8.87');
  });
});
