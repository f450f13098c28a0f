import { flushCompileCache } from 'node:module';

/**
 * Where this process keeps its modules compiled, for the environment of a Node child that runs our sources: without them its
 * start costs three times as much. `bin/parallax.mjs` says where.
 */
export function compileCacheVariable(): Readonly<Record<string, string>> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** Writes down what this child has compiled, for the next one: Node does so at an orderly end only, and children are killed. */
export function keepCompiled(): void {
  flushCompileCache();
}
