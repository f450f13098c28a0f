import type { TestCaseOptions, TestCaseResult } from '../../shared/api/replay.ts';
import { addTestCase } from '../language/edit/add-test-case.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ReplayDeps } from './deps.ts';
import { type Attempted, refuse } from './outcome.ts';
import { acceptedCase } from './test-case.ts';

/** Writes a run's input and accepted result into its node's file, as it is now. */
export async function saveTestCase(
  deps: ReplayDeps,
  workspace: Pick<Workspace, 'nodes' | 'save'>,
  options: TestCaseOptions,
): Promise<Attempted<TestCaseResult>> {
  const accepted = acceptedCase(deps, options);
  if (!accepted.ok) return accepted;
  const { node, inputs, expected, omitted } = accepted.value;
  const entry = workspace.nodes.byId(node);
  if (entry === undefined) return refuse('not_found', `There is no node ${node} in this workspace any more.`);
  const { name, description } = options;
  const edited = addTestCase(entry.file, entry.text, { name, description, inputs, expected });
  if (!edited.ok) return refuse('invalid', edited.message);
  const saved = await workspace.save(entry.file, edited.value.text, entry.hash);
  if (!saved.ok) return refuse(saved.code === 'conflict' ? 'conflict' : 'refused', `${saved.message}.`);
  const { file, hash } = saved.value;
  return { ok: true, value: { file, hash, diff: edited.value.diff, inputs, expected, omitted } };
}
