import type { Program, Return, Step } from '../../../shared/node/program.ts';
import type { Range } from '../../../shared/node/source.ts';
import { blocksOf } from '../../../shared/node/steps.ts';
import type { Findings } from '../diagnostics.ts';
import { returnsOf, walkSteps } from '../program-walk.ts';
import { didYouMean } from '../suggest.ts';
import { variablesOf } from './names.ts';

/** Checks what returns give against what the node declares, and steps that come too late. */
export function checkOutputs(program: Program, findings: Findings): void {
  const variables = new Set(variablesOf(program));
  const declared = new Set(program.outputs.map((output) => output.name));
  const requireAll = (given: ReadonlySet<string>, range: Range): void => {
    for (const output of program.outputs) {
      if (!output.required || given.has(output.name) || variables.has(output.name)) continue;
      findings.add(
        'missing-output',
        `The required output ${output.name} is neither given here nor ever assigned.`,
        range,
        `Add ${output.name}, or declare it required: false.`,
      );
    }
  };
  const check = (returned: Return): void => {
    if (returned.kind === 'error') {
      checkErrorReturn(returned, program, findings);
      return;
    }
    for (const { key, value } of returned.outputs) {
      if (declared.has(key) || declared.size === 0) continue;
      findings.add('undeclared-output', `The outputs do not declare ${key}.`, value.range, () =>
        didYouMean(key, declared),
      );
    }
    requireAll(new Set(returned.outputs.map(({ key }) => key)), returned.range);
  };
  walkSteps(program.flow, (step) => {
    for (const { return: returned } of returnsOf(step)) check(returned);
  });
  const last = program.flow.at(-1);
  if (last && !alwaysReturns(program.flow)) requireAll(new Set(), last.range);
  checkReachable(program.flow, findings);
}

function checkErrorReturn(
  returned: Return & { readonly kind: 'error' },
  program: Program,
  findings: Findings,
): void {
  const { codes, fields } = program.errors;
  const { code } = returned;
  if (codes && code.kind === 'literal' && typeof code.value === 'string' && !codes.includes(code.value)) {
    findings.add(
      'undeclared-error-code',
      `The error outputs do not declare the code ${code.value}.`,
      code.range,
      didYouMean(code.value, codes) ?? `Declared: ${codes.join(', ')}.`,
    );
  }
  const names = fields.map((field) => field.name);
  for (const { key, value } of returned.fields) {
    if (names.includes(key) || (names.length === 0 && !codes)) continue;
    findings.add(
      'undeclared-error-field',
      `The error outputs do not declare ${key}.`,
      value.range,
      didYouMean(key, names),
    );
  }
}

/** Does every way through these steps end the run? */
function alwaysReturns(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    if (step.operation === 'return') return true;
    return (
      step.operation === 'conditional' &&
      step.else.length > 0 &&
      alwaysReturns(step.then) &&
      alwaysReturns(step.else)
    );
  });
}

function checkReachable(steps: readonly Step[], findings: Findings): void {
  const end = steps.findIndex((step) => alwaysReturns([step]));
  const late = end === -1 ? undefined : steps[end + 1];
  if (late)
    findings.add(
      'unreachable-step',
      `The step ${late.name} never runs: ${steps[end]?.name} ends the run.`,
      late.range,
    );
  for (const step of steps) for (const block of blocksOf(step)) checkReachable(block.steps, findings);
}
