import type { IngestDeps } from '../ingest/ingest.ts';
import type { Engine } from './engine.ts';

/** What storing runs of other programs needs of an open workspace. */
export function ingestDeps(engine: Engine, sensitive: readonly string[]): IngestDeps {
  const { store, fingerprintKey, newId, onAccepted } = engine.comparisonDeps();
  return {
    store,
    fingerprintKey,
    newId,
    policy: (node) => engine.comparisonPolicy(node),
    program: (node) => engine.workspace.nodes.byId(node)?.program ?? null,
    ...(onAccepted ? { onAccepted } : {}),
    sensitive,
  };
}
