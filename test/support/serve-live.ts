/** What `parallax serve` is without its server: an application with live comparisons, until it is told to stop. */
import { startApplication } from '../../src-main/api/application.ts';

const [folder = '', ...nodes] = process.argv.slice(2);
const interrupted = new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
const application = await startApplication({
  folder,
  onBug: (error) => console.log(`bug: ${error.message}`),
});
await application.api.workspace.trust();
for (const node of nodes) {
  const comparison = await application.api.sessions.start({
    node,
    inputs: {},
    effects: 'share',
    paths: [],
    stopOnEntry: node !== 'endless',
  });
  for await (const view of application.api.comparisons.watch(comparison)) {
    // The handler's step is entered: from now on it computes for ever.
    if (node === 'endless' ? view.rows > 0 : view.live?.state === 'stopped') break;
  }
}
console.log('live');
await interrupted;
await application.close();
console.log('closed');
process.exit(0);
