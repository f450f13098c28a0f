import { createHash } from 'node:crypto';
import type { Program } from '../../shared/node/program.ts';
import type { Diagnostic } from '../../shared/node/source.ts';
import { analyse } from './analysis/analyse.ts';
import type { CheckOptions } from './analysis/options.ts';
import { compileNode } from './compile/node.ts';
import { Findings } from './diagnostics.ts';
import { type LineMap, lineMap } from './positions.ts';
import { parseYaml } from './yaml/parse.ts';
import type { YamlNode } from './yaml/tree.ts';

export interface CheckedNode {
  /** Null where errors of YAML, structure or syntax outside contracts prevent a run. */
  readonly program: Program | null;
  /** Everything found, by position. */
  readonly diagnostics: readonly Diagnostic[];
  /** The file as a tree with positions; `root` is null where there is no YAML to speak of. */
  readonly document: { readonly lines: LineMap; readonly root: YamlNode | null };
}

/** Checks the text of one node. Never throws for what the text holds. */
export function checkNode(text: string, options: CheckOptions = {}): CheckedNode {
  const findings = new Findings();
  const lines = lineMap(text);
  const root = parseYaml(lines, findings);
  const hash = createHash('sha256').update(text).digest('hex');
  const compiled = root ? compileNode(root, hash, lines, findings) : null;
  if (compiled) analyse(compiled, options, findings);
  return {
    program: findings.blocked ? null : (compiled?.program ?? null),
    diagnostics: findings.sorted(),
    document: { lines, root },
  };
}
