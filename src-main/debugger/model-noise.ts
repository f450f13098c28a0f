import type { Program } from '../../shared/node/program.ts';
import type { ComparisonPolicy } from '../../shared/trace/comparison.ts';
import { walkSteps } from '../language/program-walk.ts';

/** Of an answer's record: what says who answered and what it cost, and not what was said. */
const ABOUT_WHO = ['target', 'model', 'usage', 'losses', 'message', 'tool_calls[*].id'];

/**
 * The policy of a run whose paths ask different language models: that they are different is what was asked for, and no
 * divergence. What they say, and in which code they fail, is compared.
 */
export function withoutModelNoise(
  policy: ComparisonPolicy,
  root: Program,
  callees: Iterable<Program>,
): ComparisonPolicy {
  const ignore = [root, ...callees].flatMap((program) => {
    const prefix = program.id === root.id ? '' : '*/call/';
    const patterns: string[] = [];
    walkSteps(program.flow, (step) => {
      if (step.operation !== 'llm_chat') return;
      const names = step.output === null ? ['answer'] : ['answer', step.output];
      const values = names.flatMap((name) => ABOUT_WHO.map((field) => `${name}.${field}`));
      for (const path of [...values, 'error.message', 'error.fields'])
        patterns.push(`${prefix}${step.path}:${path}`);
    });
    return patterns;
  });
  return { ...policy, ignore: [...policy.ignore, ...new Set(ignore)] };
}
