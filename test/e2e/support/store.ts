import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LibraryStore, openTraceStore } from '../../../src-main/store/store.ts';
import type { Product } from './product.ts';

/** The store of the product's own workspace, for as long as `use` takes: before the product is started. */
export async function withStoreOf<T>(product: Product, use: (store: LibraryStore) => Promise<T>): Promise<T> {
  const folder = product.path('.parallax');
  mkdirSync(folder, { recursive: true });
  const opened = await openTraceStore({
    file: join(folder, 'traces.db'),
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  const used = await use(opened.store);
  await opened.store.close();
  return used;
}
