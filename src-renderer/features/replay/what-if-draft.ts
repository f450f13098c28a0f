import type {
  EditableAnswer,
  EditPoint,
  RerunEffectsPolicy,
  RerunOptions,
} from '../../../shared/api/replay.ts';
import type { BranchChange, GivenAnswer, Position } from '../../../shared/trace/branch.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { isCanonicalObject } from '../../../shared/values/canonical.ts';
import { writeJson } from '../run-form/number-text.ts';
import { givenSecrets, jsonOf, type TypedSecrets } from './secret-values.ts';

/** What is to be different, as it stands in the inputs: only what was changed. */
export interface Draft {
  readonly fields: Readonly<Record<string, string>>;
  /** JSON. */
  readonly variables: Readonly<Record<string, string>>;
  readonly answers: Readonly<
    Record<string, { readonly answer: EditableAnswer; readonly ok: boolean; readonly text: string }>
  >;
  /** Another text of the node; null where it stays. */
  readonly text: string | null;
  /** '' is the name that is made of the changes. */
  readonly name: string;
}

export const emptyDraft: Draft = { fields: {}, variables: {}, answers: {}, text: null, name: '' };

/** A re-run as it is prepared. */
export interface Prepared {
  readonly comparison: string | null;
  readonly from: Position | null;
  readonly point: EditPoint | null;
  readonly draft: Draft;
  readonly paths: 'both' | PathName;
  readonly effects: RerunEffectsPolicy;
  /** They are forgotten when the run has started. */
  readonly values: TypedSecrets;
}

/** What the application is asked for, or the sentence that says which input cannot be read. */
export function optionsOf(state: Prepared): RerunOptions | { readonly problem: string } {
  const { comparison, from, point, draft, paths, effects, values } = state;
  if (comparison === null || point === null) return { problem: 'Choose a step first.' };
  const changes: BranchChange[] = [];
  for (const [name, text] of Object.entries(draft.variables)) {
    const value = jsonOf(text);
    if (value === undefined) return { problem: `${name} is not JSON. A text stands in quotes: "abc".` };
    changes.push({ kind: 'variable', name, value });
  }
  // The text first: fields are changed in what it says.
  if (draft.text !== null && draft.text !== point.text)
    changes.push({ kind: 'text', node: point.node, text: draft.text });
  for (const [field, value] of Object.entries(draft.fields))
    changes.push({ kind: 'field', step: from?.step ?? '', field, value: value === '' ? null : value });
  for (const { answer, ok, text } of Object.values(draft.answers)) {
    const given = answerOf(ok, text);
    if (given === undefined)
      return {
        problem: `The answer to ${answer.summary} is not ${ok ? 'JSON' : 'an error: {"code", "message"}'}.`,
      };
    const { step, occ, effect } = answer;
    changes.push({ kind: 'answer', step, occ, effect, answer: given });
  }
  return {
    comparison,
    paths: paths === 'both' ? [] : [paths],
    from,
    changes,
    effects,
    values: givenSecrets(values),
    ...(draft.name.trim() === '' ? {} : { name: draft.name.trim() }),
  };
}

export function answerText({ ok, ...answer }: GivenAnswer): string {
  return writeJson(ok && 'value' in answer ? answer.value : 'error' in answer ? { ...answer.error } : null);
}

/** What a person types as an answer; undefined where it is none. */
export function answerOf(ok: boolean, text: string): GivenAnswer | undefined {
  const value = jsonOf(text);
  if (value === undefined) return undefined;
  if (ok) return { ok: true, value };
  if (!isCanonicalObject(value)) return undefined;
  const { code, message, fields = {} } = value;
  return typeof code === 'string' && typeof message === 'string' && isCanonicalObject(fields)
    ? { ok: false, error: { code, message, fields } }
    : undefined;
}
