import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * The absolute path of a file named relative to the folder (`/` separated), or null where it lies outside: by `..`, by being
 * absolute, or through a symbolic link. The file itself need not exist. The result has links resolved.
 */
export function confine(folder: string, file: string): string | null {
  if (file === '' || file.includes('\0') || isAbsolute(file) || /^[A-Za-z]:/.test(file)) return null;
  const root = realpathSync(folder);
  const wanted = resolve(root, file);
  if (!isBelow(root, wanted)) return null;
  const real = realPath(wanted);
  return isBelow(root, real) ? real : null;
}

export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** With links resolved as far as the path exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), path.slice(parent.length).replace(/^[\\/]/, ''));
  }
}
