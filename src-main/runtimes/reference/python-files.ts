import { fileURLToPath } from 'node:url';

/**
 * The folder that holds `child.py` and the support package, in a checkout and in a packaged application alike: the build keeps
 * it in its place, outside the archive. The only function that knows.
 */
export function pythonFolder(): string {
  return fileURLToPath(new URL('./python', import.meta.url));
}
