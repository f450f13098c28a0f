import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  wasm: 'application/wasm',
};

export interface Asset {
  readonly type: string;
  read(): Buffer;
}

/**
 * The renderer's files by URL path. Whatever is not in this map does not exist for a client: a path is looked up, never
 * joined to a folder, so no spelling of `..` reaches outside.
 */
export function listAssets(folder: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    if (!statSync(file).isFile()) continue;
    const type = TYPES[entry.name.slice(entry.name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    assets.set(`/${relative(folder, file).split(sep).join('/')}`, { type, read: () => readFileSync(file) });
  }
  const index = assets.get('/index.html');
  if (index) assets.set('/', index);
  return assets;
}
