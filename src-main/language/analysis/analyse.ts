import type { CompiledNode } from '../compile/node.ts';
import type { Findings } from '../diagnostics.ts';
import { checkAnswerFields } from './answers.ts';
import { checkCapabilities } from './effects.ts';
import { checkNames, variablesOf } from './names.ts';
import type { CheckOptions } from './options.ts';
import { checkOutputs } from './outputs.ts';
import { checkReferences } from './references.ts';
import { checkTypes } from './types.ts';

/** Everything that is said about a compiled node as a whole. */
export function analyse(
  { program, security }: CompiledNode,
  options: CheckOptions,
  findings: Findings,
): void {
  checkTypes(program, findings);
  checkNames(program, findings);
  checkOutputs(program, findings);
  checkReferences(program, options, findings);
  checkCapabilities(program, security, options, findings);
  checkAnswerFields(program, findings);
  if (security.sensitive === 'all') return;
  const known = new Set([...variablesOf(program), ...program.outputs.map((output) => output.name)]);
  for (const { text, range } of security.sensitive) {
    const root = text.split(/[.[]/)[0] as string;
    if (known.has(root)) continue;
    findings.add('unknown-sensitive-path', `${root} is no input, output or variable of this node.`, range);
  }
}
