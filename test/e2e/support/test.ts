import { test as base, expect } from '@playwright/test';
import { Application } from '../pages/application.ts';
import { Product } from './product.ts';

interface Fixtures {
  /** Not started yet: a test may write files first. */
  readonly product: Product;
  /** Started, trusted and open, on the order total node. */
  readonly app: Application;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function wants from its pattern
  product: async ({}, use, info) => {
    const product = new Product();
    await use(product);
    if (info.status !== info.expectedStatus)
      await info.attach('what the server printed', { body: product.printed(), contentType: 'text/plain' });
    await product.dispose();
  },
  app: async ({ page, product }, use) => {
    product.trust();
    const app = new Application(page);
    await app.open(await product.start());
    await app.explorer.open('order_total_v1');
    await use(app);
    expect(app.unexpected(), 'what the page reported while it was used').toEqual([]);
  },
});

export { expect };
