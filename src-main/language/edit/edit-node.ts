import { parseDocument } from 'yaml';
import type { Program } from '../../../shared/node/program.ts';
import { allSteps } from '../../../shared/node/steps.ts';
import { checkNode } from '../check.ts';
import { headOf } from '../compile/context.ts';
import { entryOf, type YamlMap, type YamlNode } from '../yaml/tree.ts';
import { changedSteps, type ProgramChange } from './changed-steps.ts';
import { applySplice, type FieldValue, fieldPath, setField } from './splice.ts';
import { unifiedDiff } from './unified-diff.ts';

/** One change of a node's text. */
export type NodeEdit =
  /** A field of a step, `timeout` or `retry_policy.max_attempts`: what is written there; null takes it away. */
  | { readonly kind: 'field'; readonly step: string; readonly field: string; readonly value: string | null }
  | { readonly kind: 'text'; readonly text: string };

export interface EditedNode {
  readonly text: string;
  /** As `diff -u` writes it. */
  readonly diff: string;
  readonly program: Program;
  readonly changed: ProgramChange;
}

export type EditResult =
  | { readonly ok: true; readonly value: EditedNode }
  | { readonly ok: false; readonly message: string };

/**
 * Makes changes in a node's text. Only the characters of what is changed are replaced: comments, order, quotes and spacing
 * of everything else stay as they are. Refused where the result is no node that runs, where the change
 * would have no effect, or more than asked would change.
 */
export function editNode(file: string, text: string, edits: readonly NodeEdit[]): EditResult {
  const before = checkNode(text).program;
  if (before === null) return refuse(`${file} has errors: it can be changed as a text only`);
  let edited = text;
  for (const edit of edits) {
    const made = edit.kind === 'text' ? edit.text : editField(edited, edit);
    if (typeof made !== 'string') return made;
    edited = made;
  }
  const { program, diagnostics } = checkNode(edited);
  if (program === null) {
    const first = diagnostics.find(({ severity }) => severity === 'error');
    const where = first ? `${file}:${first.range.line}:${first.range.column}: ${first.message}` : file;
    return refuse(`the change leaves a node that cannot run: ${where}`);
  }
  if (program.id !== before.id) return refuse(`the change makes ${before.id} another node, ${program.id}`);
  const changed = changedSteps(before, program);
  return { ok: true, value: { text: edited, diff: unifiedDiff(file, text, edited), program, changed } };
}

/** What is written in a field of a step now; null where there is no such step or field. */
export function fieldText(text: string, step: string, field: string): string | null {
  const { program, document } = checkNode(text);
  let node: YamlNode | undefined =
    program && document.root ? mapOfStep(program, document.root, step) : undefined;
  for (const key of fieldPath(field)) {
    if (node?.kind === 'map') node = entryOf(node, String(key))?.value;
    else node = node?.kind === 'list' ? node.items[Number(key)] : undefined;
  }
  if (node === undefined) return null;
  return node.kind === 'scalar' ? node.text : text.slice(node.start, node.end).trimEnd();
}

type FieldEdit = Extract<NodeEdit, { kind: 'field' }>;

function editField(text: string, edit: FieldEdit): string | Exclude<EditResult, { ok: true }> {
  const { program, diagnostics: before, document } = checkNode(text);
  const map = program && document.root ? mapOfStep(program, document.root, edit.step) : undefined;
  if (program === null || map === undefined) return refuse(`there is no step ${edit.step}`);
  const known = new Set(before.map(({ message }) => message));
  const path = fieldPath(edit.field);
  if (path[0] === 'step') return refuse('a step that is called otherwise is another step: change the text');
  const value = fieldValue(map, path, edit.value);
  if (value === undefined) return refuse(`${edit.value} is no YAML`);
  const splice = setField(text, map, path, value);
  if (typeof splice === 'string') return refuse(`${edit.step} · ${edit.field}: ${splice}`);
  const edited = applySplice(text, splice);
  const { program: after, diagnostics } = checkNode(edited);
  const vain = diagnostics.find(({ code, message }) => code === 'unknown-field' && !known.has(message));
  if (vain) return refuse(`in ${edit.step}: ${vain.message}${vain.suggestion ? ` ${vain.suggestion}` : ''}`);
  // An error that the new value brings is reported for the whole text; what else changes is refused here.
  if (after === null) return edited;
  const { steps, node } = changedSteps(program, after);
  const others = steps.filter((path) => path !== edit.step && !path.startsWith(`${edit.step}/`));
  return node || others.length > 0
    ? refuse(`changing ${edit.field} of ${edit.step} would change more than that: change the text`)
    : edited;
}

/** What stands in the place decides how a value is read: a collection is written as one, anything else is a text. */
function fieldValue(
  map: YamlMap,
  path: readonly (string | number)[],
  value: string | null,
): FieldValue | undefined {
  if (value === null) return null;
  let node: YamlNode | undefined = map;
  for (const key of path) {
    if (node?.kind === 'map') node = entryOf(node, String(key))?.value;
    else node = node?.kind === 'list' ? node.items[Number(key)] : undefined;
  }
  const isCollection = node !== undefined && node.kind !== 'scalar';
  if (!isCollection) return { scalar: value };
  const document = parseDocument(value, { schema: 'failsafe' });
  return document.errors.length === 0 && !value.includes('\n') ? { written: value } : undefined;
}

/** The map of the file that a step was read from. */
export function mapOfStep(program: Program, root: YamlNode, path: string): YamlMap | undefined {
  const place = (range: { readonly line: number; readonly column: number }) =>
    `${range.line}:${range.column}`;
  const step = [...allSteps(program.flow)].find((one) => one.path === path);
  if (step === undefined) return undefined;
  const wanted = place(step.range);
  const visit = (node: YamlNode): YamlMap | undefined => {
    if (node.kind === 'scalar') return undefined;
    if (node.kind === 'map' && entryOf(node, 'operation') !== undefined) {
      if (place(entryOf(node, 'step')?.value.range ?? headOf(node)) === wanted) return node;
    }
    const inner = node.kind === 'map' ? node.entries.map((entry) => entry.value) : node.items;
    for (const each of inner) {
      const found = visit(each);
      if (found) return found;
    }
    return undefined;
  };
  return wanted === undefined ? undefined : visit(root);
}

function refuse(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: message.endsWith('.') ? message : `${message}.` };
}
