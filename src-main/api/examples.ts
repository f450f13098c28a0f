import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One folder of the examples: in a package among its resources, else in the checkout. */
export function exampleFolder(name: 'shop' | 'llm'): string {
  const packaged = 'resourcesPath' in process ? join(String(process.resourcesPath), 'examples', name) : '';
  return packaged !== '' && existsSync(packaged)
    ? packaged
    : fileURLToPath(new URL(`../../examples/${name}/`, import.meta.url));
}
