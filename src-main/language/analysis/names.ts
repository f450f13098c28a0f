import type { Expression } from '../../../shared/node/expression.ts';
import type { Program } from '../../../shared/node/program.ts';
import type { Field } from '../../../shared/node/types.ts';
import type { Findings } from '../diagnostics.ts';
import { childrenOf, freeNames, type NameUse } from '../expression/tree.ts';
import { assignedBy, partsOf, walkSteps } from '../program-walk.ts';
import { didYouMean } from '../suggest.ts';

/** Every variable that the node may ever hold, in order of first appearance. */
export function variablesOf(program: Pick<Program, 'inputs' | 'flow' | 'stateMachines'>): readonly string[] {
  const names = new Set(program.inputs.map((input) => input.name));
  for (const machine of program.stateMachines) names.add(machine.variable);
  walkSteps(program.flow, (step) => {
    for (const name of assignedBy(step, program.stateMachines)) names.add(name);
  });
  return [...names];
}

/** Warns about names outside contracts that nothing ever binds. */
export function checkNames(program: Program, findings: Findings): void {
  const variables = variablesOf(program);
  const known = new Set(variables);
  const check = (uses: readonly NameUse[], locals: readonly string[]): void => {
    for (const { name, node } of uses) {
      if (known.has(name) || locals.includes(name)) continue;
      findings.add('unbound-name', `Nothing binds ${name}.`, node.range, () =>
        inScope(name, variables, locals),
      );
    }
  };
  walkSteps(program.flow, (step, locals) => {
    for (const part of partsOf(step)) check(freeNames(part.expression), [...locals, ...part.locals]);
  });
  walkSteps(program.flow, (step) => {
    if (step.operation !== 'data_transform' || step.transform.kind !== 'aggregate') return;
    for (const { value } of step.transform.aggregations) checkProjections(value, findings);
  });
  const fields = (list: readonly Field[], locals: readonly string[]): void => {
    for (const field of list) {
      for (const constraint of field.constraints)
        check(freeNames(constraint.expression), ['value', field.name, ...locals]);
    }
  };
  const outputs = program.outputs.map((output) => output.name);
  fields(program.inputs, []);
  fields(program.outputs, outputs);
  for (const [name, type] of Object.entries(program.types)) {
    if (type.kind === 'record') fields(type.fields, []);
    for (const constraint of type.constraints) check(freeNames(constraint.expression), ['value', name]);
  }
}

/** The name that may have been meant, or those there are. */
function inScope(name: string, variables: readonly string[], locals: readonly string[]): string | undefined {
  const scope = [...new Set([...variables, ...locals])].filter((candidate) => !candidate.startsWith('$'));
  if (scope.length === 0) return undefined;
  return (
    didYouMean(name, scope) ?? `In scope: ${scope.slice(0, 12).join(', ')}${scope.length > 12 ? ', …' : ''}.`
  );
}

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '//', '%']);

/** `SUM(price * quantity)` multiplies two lists, which no one means. */
function checkProjections(node: Expression, findings: Findings): void {
  const projected = (part: Expression): boolean =>
    part.kind === 'field' && part.target.kind === 'name' && part.target.name === '$group';
  if (node.kind === 'binary' && ARITHMETIC.has(node.op) && (projected(node.left) || projected(node.right))) {
    const message = `${node.op} here works on the lists of a field, not element by element.`;
    findings.add(
      'projected-operand',
      message,
      node.range,
      'Compute the value in a map transform first, then aggregate it.',
    );
  }
  for (const child of childrenOf(node)) checkProjections(child, findings);
}
