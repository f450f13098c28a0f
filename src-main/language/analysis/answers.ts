import type { Expression } from '../../../shared/node/expression.ts';
import type { Program } from '../../../shared/node/program.ts';
import type { Findings } from '../diagnostics.ts';
import { childrenOf } from '../expression/tree.ts';
import { assignedBy, partsOf, walkSteps } from '../program-walk.ts';
import { CHAT_ANSWER } from '../schema/llm-answer.ts';
import { didYouMean } from '../suggest.ts';

const FIELDS = CHAT_ANSWER.map(({ name }) => name);

/** Warns about fields that no language model's answer has, read from variables that hold nothing else. */
export function checkAnswerFields(program: Program, findings: Findings): void {
  const answers = answerNames(program);
  if (answers.size === 0) return;
  walkSteps(program.flow, (step, enclosing) => {
    for (const { expression, locals } of partsOf(step)) {
      const visit = (node: Expression, bound: readonly string[]): void => {
        if (node.kind === 'field' && node.target.kind === 'name') {
          const { name } = node.target;
          if (answers.has(name) && !bound.includes(name) && !FIELDS.includes(node.field)) {
            const message = `A model’s answer (${name}) has no field ${node.field}.`;
            findings.add('unknown-answer-field', message, node.range, () => didYouMean(node.field, FIELDS));
          }
        }
        const inner = node.kind === 'quantifier' ? [...bound, node.variable] : bound;
        for (const child of childrenOf(node)) visit(child, inner);
      };
      visit(expression, [...enclosing, ...locals]);
    }
  });
}

/** Variables that only `llm_chat` steps assign. */
function answerNames({ flow, inputs, stateMachines }: Program): ReadonlySet<string> {
  const names = new Set<string>();
  const others = new Set(inputs.map(({ name }) => name));
  walkSteps(flow, (step) => {
    for (const name of assignedBy(step, stateMachines))
      (step.operation === 'llm_chat' ? names : others).add(name);
  });
  return new Set([...names].filter((name) => !others.has(name)));
}
