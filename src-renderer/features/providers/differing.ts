import type { LlmLaneView, LlmRunView } from '../../../shared/api/llm.ts';
import { compareAnswers } from '../../../shared/llm/compare/answers.ts';

/** Places at which not all answers of a run say the same. */
export function differingPlaces(lanes: readonly LlmLaneView[]): ReadonlySet<string> {
  const [first, ...others] = lanes.flatMap(({ response }) => response ?? []);
  if (!first) return new Set();
  return new Set(others.flatMap((other) => compareAnswers(first, other).differences.map(({ path }) => path)));
}

/** In one sentence: whether the lanes can be compared as they ran. */
export function verdictText({ verdict }: LlmRunView): string {
  if (!verdict) return '';
  if (verdict.same) return 'All lanes ran with the same effective settings.';
  const names = verdict.differences.map(({ path }) => settingName(path));
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
  return `Not comparable as run: effective ${list} ${names.length === 1 ? 'differs' : 'differ'} between lanes.`;
}

/** `seed` of `/parameters/seed`; what became of a message or a tool keeps its place. */
function settingName(path: string): string {
  const [, group, name] = path.split('/');
  if (group === 'parameters') return name ?? path;
  if (group === 'reasoning') return `reasoning ${name}`;
  return group === 'messages' || group === 'tools' ? path : (group ?? path);
}
