import { _electron, test as base, expect } from '@playwright/test';
import { findElectron } from '../../../scripts/lib/electron.mjs';
import { Application } from '../pages/application.ts';
import { Product } from './product.ts';

interface Fixtures {
  /** Not started yet: a test may write files first. */
  readonly product: Product;
  /** Started, trusted and open, on the order total node. */
  readonly app: Application;
}

/** Where steps that stop, start or prepare the server have a meaning: in Electron there is none. */
export const hasServer = (): boolean => base.info().project.name !== 'electron';

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function wants from its pattern
  product: async ({}, use, info) => {
    const product = new Product();
    await use(product);
    if (info.status !== info.expectedStatus)
      await info.attach('what the server printed', { body: product.printed(), contentType: 'text/plain' });
    await product.dispose();
  },
  /** The page of a browser, or with the project `electron` the product's own window on a trusted workspace. */
  page: async ({ page, product }, use, info) => {
    if (info.project.name !== 'electron') return use(page);
    const found = await findElectron({ fetch: false });
    if ('reason' in found) throw new Error(`Electron cannot be started: ${found.reason}`);
    product.trust();
    const { args, env } = product.electron();
    const electron = await _electron.launch({ executablePath: found.path, args: [...args], env });
    await use(await electron.firstWindow());
    await electron.close();
  },
  app: async ({ page, product }, use, info) => {
    product.trust();
    const app = new Application(page);
    if (info.project.name === 'electron') await app.ready();
    else await app.open(await product.start());
    await app.explorer.open('order_total_v1');
    await use(app);
    expect(app.unexpected(), 'what the page reported while it was used').toEqual([]);
  },
});

export { expect };
