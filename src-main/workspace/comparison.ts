import type { ComparisonPolicy } from '../../shared/trace/comparison.ts';
import type { WorkspaceConfig } from './schema.ts';

/** The workspace's rules with the node's added to them; what a node says of `strict_scale` and of one pattern's tolerance wins. */
export function comparisonPolicy(config: WorkspaceConfig, node: string): ComparisonPolicy {
  const { comparison } = config;
  const own = Object.hasOwn(comparison.nodes, node) ? comparison.nodes[node] : undefined;
  return {
    ignore: [...comparison.ignore, ...(own?.ignore ?? [])],
    // The first pattern that matches decides: the node's stand first.
    tolerance: { ...own?.tolerance, ...withoutKeys(comparison.tolerance, own?.tolerance ?? {}) },
    unordered: [...comparison.unordered, ...(own?.unordered ?? [])],
    strictScale: own?.strict_scale ?? comparison.strict_scale ?? false,
  };
}

function withoutKeys(
  all: Readonly<Record<string, string>>,
  taken: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(taken, key)));
}
