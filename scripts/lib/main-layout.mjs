import { dirname, join, relative, resolve, sep } from 'node:path';
import { root } from './run.mjs';

/** Where the built sources go, in the same folders as in the checkout. */
export const outDir = join(root, 'dist', 'main');

/** @param {string} path */
const isSource = (path) => /^(src-main|shared)[\\/]/.test(relative(root, path));

/** @param {string} path */
const asUrl = (path) => {
  const url = path.split(sep).join('/');
  return url.startsWith('.') ? url : `./${url}`;
};

const reference = /new URL\(\s*(['"`])(\.\.?\/[^'"`]*)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;

/**
 * Keeps `new URL('…', import.meta.url)` right when a source moves from `src-main/` to `dist/main/src-main/`:
 * another source becomes its built file (and is built: it is how child processes are named), a support file
 * beside the sources is found where packaging unpacks it, and anything else in the checkout keeps its place.
 * @returns {import('vite').Plugin}
 */
export function keepReferences() {
  return {
    name: 'parallax:keep-references',
    enforce: 'pre',
    transform(code, id) {
      const path = /** @type {string} */ (id.split('?')[0]);
      if (!isSource(path) || !code.includes('import.meta')) return null;
      if (/import\.meta\.(dirname|filename)/.test(code)) {
        this.error(`${relative(root, path)}: use new URL('…', import.meta.url), which the build can follow`);
      }
      const changed = code.replace(reference, (_, __, /** @type {string} */ spec) => {
        const target = resolve(dirname(path), spec);
        if (!isSource(target)) {
          const from = dirname(join(outDir, relative(root, path)));
          const moved = asUrl(relative(from, target)) + (spec.endsWith('/') ? '/' : '');
          return `new URL('${moved}', import.meta.url)`;
        }
        if (!target.endsWith('.ts')) {
          return `new URL('${spec}', import.meta.url.replace('app.asar/', 'app.asar.unpacked/'))`;
        }
        this.emitFile({ type: 'chunk', id: target, preserveSignature: 'strict' });
        return `new URL('${spec.replace(/[.]ts$/, '.mjs')}', import.meta.url)`;
      });
      return { code: changed, map: null };
    },
  };
}
