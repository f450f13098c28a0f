import type { Program, Step } from '../../../shared/node/program.ts';
import type { Findings } from '../diagnostics.ts';
import { walkSteps } from '../program-walk.ts';
import { didYouMean } from '../suggest.ts';
import type { CheckOptions } from './options.ts';

/** Checks what steps name outside themselves: nodes, handlers, transitions; and the order of handlers. */
export function checkReferences(program: Program, options: CheckOptions, findings: Findings): void {
  walkSteps(program.flow, (step) => {
    if (step.operation === 'call_node') checkCall(step, program, options, findings);
    if (step.operation === 'custom') checkHandler(step, options, findings);
    if (step.operation === 'state_machine_transition') checkTransition(step, program, findings);
    const all = step.onError.findIndex((handler) => handler.errorType === '*');
    if (all !== -1 && all < step.onError.length - 1) {
      findings.add(
        'unreachable-handler',
        `Handlers after the one for * of the step ${step.name} never match.`,
        step.range,
        'Put it last.',
      );
    }
  });
}

function checkCall(
  step: Step & { readonly operation: 'call_node' },
  program: Program,
  { knownNodes }: CheckOptions,
  findings: Findings,
): void {
  const callee = step.node === program.id ? program : knownNodes?.get(step.node);
  if (!callee) {
    if (knownNodes)
      findings.add(
        'unknown-node',
        `The workspace has no node ${step.node}.`,
        step.range,
        didYouMean(step.node, knownNodes.keys()),
      );
    return;
  }
  const names = callee.inputs.map((input) => input.name);
  for (const { key, value } of step.inputs) {
    if (!names.includes(key))
      findings.add('unknown-input', `${step.node} has no input ${key}.`, value.range, didYouMean(key, names));
  }
  for (const input of callee.inputs) {
    if (!input.required || input.default !== undefined || step.inputs.some(({ key }) => key === input.name))
      continue;
    findings.add('missing-input', `${step.node} requires the input ${input.name}.`, step.range);
  }
}

function checkHandler(
  step: Step & { readonly operation: 'custom' },
  { knownHandlers }: CheckOptions,
  findings: Findings,
): void {
  if (!knownHandlers) return;
  const missing = [
    ...(knownHandlers.python.has(step.handler) ? [] : [`handlers/${step.handler}.py`]),
    ...(knownHandlers.javascript.has(step.handler) ? [] : [`handlers/${step.handler}.mjs`]),
  ];
  if (missing.length === 0) return;
  const suggestion = didYouMean(
    step.handler,
    new Set([...knownHandlers.python, ...knownHandlers.javascript]),
  );
  findings.add(
    'missing-handler',
    `custom.${step.handler} has no ${missing.join(' and no ')}.`,
    step.range,
    suggestion,
  );
}

function checkTransition(
  step: Step & { readonly operation: 'state_machine_transition' },
  program: Program,
  findings: Findings,
): void {
  const machine = program.stateMachines.find((candidate) => candidate.name === step.machine);
  if (!machine || step.to.kind !== 'literal' || typeof step.to.value !== 'string') return;
  const to = step.to.value;
  const from = step.from?.kind === 'literal' && typeof step.from.value === 'string' ? step.from.value : null;
  const declared = machine.transitions.some(
    ([begin, end]) => end === to && (from === null || begin === from),
  );
  if (declared) return;
  const states = new Set(machine.transitions.flat());
  const what =
    from === null
      ? `No transition of ${machine.name} leads to ${to}.`
      : `${machine.name} declares no transition from ${from} to ${to}.`;
  findings.add(
    'undeclared-transition',
    what,
    step.to.range,
    states.has(to) ? undefined : didYouMean(to, states),
  );
}
