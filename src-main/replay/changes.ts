import type { EditView } from '../../shared/api/replay.ts';
import type { Program } from '../../shared/node/program.ts';
import type { BranchChange, GivenAnswer } from '../../shared/trace/branch.ts';
import type { Continuation, Frame } from '../../shared/trace/continuation.ts';
import { effectKey, type TraceEvent } from '../../shared/trace/event.ts';
import { localPath, nodePlace, stepName } from '../../shared/trace/place.ts';
import { type Canonical, isCanonicalObject } from '../../shared/values/canonical.ts';
import type { NodeSource } from '../debugger/program-index.ts';
import type { RecordedEffect } from '../effects/types.ts';
import { checkNode } from '../language/check.ts';
import { type EditedNode, editNode, fieldText, type NodeEdit } from '../language/edit/edit-node.ts';
import { stepAt } from './fit.ts';
import { type Attempted, refuse } from './outcome.ts';
import { nodesOf } from './position.ts';

/** The nodes of a run with its changes made in them. */
export interface ChangedNodes {
  readonly sources: readonly NodeSource[];
  readonly programs: ReadonlyMap<string, Program>;
  readonly edits: readonly EditView[];
}

/** `events` say which node a step's place belongs to. */
export function changeNodes(
  sources: readonly NodeSource[],
  programs: ReadonlyMap<string, Program>,
  changes: readonly BranchChange[],
  root: string,
  events: readonly TraceEvent[],
): Attempted<ChangedNodes> {
  const wanted = editsByNode(changes, root, events);
  const changed = new Map<string, EditedNode>();
  for (const [node, edits] of wanted) {
    const source = sources.find((each) => each.node === node);
    if (source === undefined) return refuse('invalid', `The run does not use a node ${node}.`);
    const result = editNode(source.file, source.text, edits);
    if (!result.ok) return refuse('invalid', capitalised(result.message));
    changed.set(node, result.value);
  }
  return {
    ok: true,
    value: {
      sources: sources.map((source) => {
        const now = changed.get(source.node);
        return now === undefined ? source : { ...source, text: now.text, hash: now.program.hash };
      }),
      programs: new Map([...programs].map(([id, program]) => [id, changed.get(id)?.program ?? program])),
      edits: sources.flatMap(({ node, file, hash }) => {
        const now = changed.get(node);
        if (now === undefined || now.diff === '') return [];
        return [{ node, file, text: now.text, diff: now.diff, baseHash: hash, steps: now.changed.steps }];
      }),
    },
  };
}

export function editsByNode(
  changes: readonly BranchChange[],
  root: string,
  events: readonly TraceEvent[],
): ReadonlyMap<string, readonly NodeEdit[]> {
  const nodes = nodesOf(events);
  const wanted = new Map<string, NodeEdit[]>();
  const add = (node: string, edit: NodeEdit): void => {
    const known = wanted.get(node);
    if (known) known.push(edit);
    else wanted.set(node, [edit]);
  };
  for (const change of changes) {
    if (change.kind === 'text') add(change.node ?? root, { kind: 'text', text: change.text });
    else if (change.kind === 'field') {
      const { step, field, value } = change;
      add(nodes.get(nodePlace(step)) ?? root, { kind: 'field', step: localPath(step), field, value });
    }
  }
  return wanted;
}

/** Changed answers by effect key; refused where one lies before the position, or is none that its effect could have. */
export function changedAnswers(
  changes: readonly BranchChange[],
  before: readonly TraceEvent[],
  effects: readonly RecordedEffect[],
): Attempted<ReadonlyMap<string, GivenAnswer>> {
  const asked = new Set(
    before.flatMap((event) => (event.kind === 'effect_requested' ? [effectKey(event)] : [])),
  );
  const answers = new Map<string, GivenAnswer>();
  for (const change of changes) {
    if (change.kind !== 'answer') continue;
    const key = effectKey(change);
    if (asked.has(key))
      return refuse(
        'invalid',
        `${change.step} was answered before the position: go on from ${change.step} or earlier.`,
      );
    const request = effects.find((effect) => effectKey(effect) === key)?.request;
    if (request?.type === 'http' && change.answer.ok && !isHttpAnswer(change.answer.value))
      return refuse(
        'invalid',
        `${change.step} asks over HTTP: its answer is {"status": 200, "body": …}, with what was said as the body.`,
      );
    answers.set(key, change.answer);
  }
  return { ok: true, value: answers };
}

function isHttpAnswer(value: Canonical): boolean {
  return isCanonicalObject(value) && 'status' in value && 'body' in value;
}

/** Sets variables in the innermost node of a position. What a step binds for its own steps cannot be set. */
export function setVariables(
  continuation: Continuation,
  changes: readonly BranchChange[],
  programs: ReadonlyMap<string, Program>,
): Attempted<Continuation> {
  const frame = continuation.frames.at(-1);
  if (frame === undefined) throw new Error('a position without a frame');
  const scope = new Map(frame.scope);
  for (const change of changes) {
    if (change.kind !== 'variable') continue;
    const why = unsettable(frame, scope, change.name, programs.get(frame.node));
    if (why !== null) return refuse('invalid', why);
    scope.set(change.name, change.value);
  }
  const frames = [...continuation.frames.slice(0, -1), { ...frame, scope: [...scope] }];
  return { ok: true, value: { frames } };
}

function unsettable(
  frame: Frame,
  scope: ReadonlyMap<string, Canonical>,
  name: string,
  program: Program | undefined,
): string | null {
  const binder = frame.cursors.find(({ bound }, i) => {
    const path = frame.cursors
      .slice(0, i + 1)
      .map((cursor, at) => (at < i ? `${cursor.step}/${cursor.block}` : cursor.step))
      .join('/');
    const step = program && stepAt(program.flow, path);
    return bound.some(([known]) => known === name) || (step?.operation === 'for_each' && step.as === name);
  });
  if (binder !== undefined)
    return `${name} is bound by ${binder.step} for its own steps: change what ${binder.step} was answered, or go on from there.`;
  if (scope.has(name)) return null;
  const known = [...scope.keys()].sort().join(', ') || 'nothing';
  return `${name} is not bound where the run goes on; in scope: ${known}.`;
}

/** What the trace of a branch says of set variables: assigned where it goes on, before its step is entered. */
export function assignments(changes: readonly BranchChange[], entered: TraceEvent): readonly TraceEvent[] {
  const { step, occ, time } = entered;
  return changes.flatMap((change): TraceEvent[] =>
    change.kind === 'variable'
      ? [{ step, occ, time, kind: 'assigned', name: change.name, value: change.value }]
      : [],
  );
}

/** `timeout 30s → 60s, amount set`: what a branch is called when nobody names it. */
export function nameOf(changes: readonly BranchChange[], sources: readonly NodeSource[]): string {
  if (changes.length === 0) return 'replay';
  const name = changes.map((change) => changeName(change, sources)).join(', ');
  return name.length <= 120 ? name : `${name.slice(0, 119)}…`;
}

function changeName(change: BranchChange, sources: readonly NodeSource[]): string {
  switch (change.kind) {
    case 'variable':
      return `${change.name} set`;
    case 'answer':
      return `${stepName(change.step)} answered ${change.answer.ok ? 'otherwise' : change.answer.error.code}`;
    case 'text':
      return 'another text';
    case 'field':
      return `${change.field} ${was(change, sources)} → ${change.value ?? '(nothing)'}`;
  }
}

function was(change: Extract<BranchChange, { kind: 'field' }>, sources: readonly NodeSource[]): string {
  for (const { text } of sources) {
    if (checkNode(text).program === null) continue;
    const found = fieldText(text, localPath(change.step), change.field);
    if (found !== null) return found;
  }
  return '(nothing)';
}

function capitalised(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
