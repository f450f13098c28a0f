import { startBrowserShell } from '../../src-main/shells/browser/server.ts';
import { fixtureApi } from './fixture-api.ts';

/** Serves the built renderer over the fixture: `node test/support/serve-fixture.ts [empty] [untrusted]`. */
const words = new Set(process.argv.slice(2));
const shell = await startBrowserShell({
  api: fixtureApi({ nodes: !words.has('empty'), trusted: !words.has('untrusted') }),
  renderer: new URL('../../dist/renderer', import.meta.url).pathname,
});
console.log(shell.address());
