import { setFlagsFromString } from 'node:v8';

/**
 * Imported first by every program of ours. V8 makes what has survived a collection among its old objects from then on; a
 * collection in the middle of a large request finds all of it alive, and what is made like that later is kept with all that
 * it refers to (docs/decisions/2026-11-21-transform-garbage.md).
 */
setFlagsFromString('--no-allocation-site-pretenuring');
