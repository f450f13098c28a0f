import { create } from 'zustand';
import type { StartOptions } from '../../../shared/api/api.ts';
import type { NodeDetail } from '../../../shared/api/view.ts';
import { errorText } from '../../../shared/error-text.ts';
import type { CanonicalObject } from '../../../shared/values/canonical.ts';
import { isCanonicalObject } from '../../../shared/values/canonical.ts';
import { api, failureOf } from '../../app/api.ts';
import { showPanel } from '../../app/docking.ts';
import { navigate } from '../../app/navigation.ts';
import { announce } from '../../app/ui-store.ts';
import { isDirty, saveNode, useEditor } from '../editor/editor-store.ts';
import { asksTrust, askTrust } from '../explorer/trust-store.ts';
import { useWorkspace } from '../explorer/workspace-store.ts';
import { type Draft, type Drafts, fieldDraft, parseFields, toDraft } from './draft.ts';
import { parseJsonExactly, writeJson } from './number-text.ts';

/** What a node is about to be run with. */
export interface RunForm {
  readonly mode: 'form' | 'json';
  readonly drafts: Drafts;
  readonly json: string;
  readonly testCase: string;
  readonly effects: StartOptions['effects'];
  readonly paths: 'both' | 'reference' | 'direct';
  /** Other language models than the steps name; '' leaves it to them. */
  readonly models: { readonly reference: string; readonly direct: string };
  readonly stopOnEntry: boolean;
  /** By place: `items[0].sku`. */
  readonly problems: Readonly<Record<string, string>>;
  /** What the server said when it refused to start. */
  readonly refusal: string | null;
  readonly starting: boolean;
}

interface RunState {
  readonly forms: Readonly<Record<string, RunForm>>;
}

export const useRunForm = create<RunState>(() => ({ forms: {} }));

/** The form of a node, made from its inputs and first test case when there is none; inputs that are new to it are added. */
export function ensureForm(detail: NodeDetail): void {
  const known = useRunForm.getState().forms[detail.id];
  const missing = detail.inputs.filter((field) => known?.drafts[field.name] === undefined);
  if (known && missing.length === 0) return;
  const drafts = Object.fromEntries(missing.map((field) => [field.name, fieldDraft(field, detail.types)]));
  if (known && Object.keys(known.drafts).length > 0) {
    patchForm(detail.id, { drafts: { ...known.drafts, ...drafts } });
    return;
  }
  putForm(detail.id, {
    mode: 'form',
    drafts,
    json: writeJson(parseFields(detail.inputs, drafts, detail.types).value),
    testCase: '',
    effects: 'share',
    paths: 'both',
    models: { reference: '', direct: '' },
    stopOnEntry: false,
    problems: {},
    refusal: null,
    starting: false,
  });
  const first = detail.testCases[0];
  if (first) chooseTestCase(detail, first.name);
}

export function chooseTestCase(detail: NodeDetail, name: string): void {
  const found = detail.testCases.find((one) => one.name === name);
  if (!found) {
    patchForm(detail.id, { testCase: '' });
    return;
  }
  const drafts = Object.fromEntries(
    detail.inputs.map((field): [string, Draft] => {
      const value = found.inputs[field.name];
      return [
        field.name,
        value === undefined ? fieldDraft(field, detail.types) : toDraft(field.type, value, detail.types),
      ];
    }),
  );
  patchForm(detail.id, {
    drafts,
    json: writeJson(found.inputs),
    testCase: name,
    problems: {},
    refusal: null,
  });
}

export function setDraft(node: string, field: string, draft: Draft): void {
  const form = useRunForm.getState().forms[node];
  if (form) patchForm(node, { drafts: { ...form.drafts, [field]: draft }, testCase: '', refusal: null });
}

/** Between the two ways to say the same; what one cannot read stays where it is. */
export function setMode(detail: NodeDetail, mode: RunForm['mode']): void {
  const form = useRunForm.getState().forms[detail.id];
  if (!form || form.mode === mode) return;
  if (mode === 'json') {
    const { value, problems } = parseFields(detail.inputs, form.drafts, detail.types);
    const readable = Object.keys(problems).length === 0;
    patchForm(detail.id, readable ? { mode, json: writeJson(value), problems: {} } : { mode, problems: {} });
    return;
  }
  const inputs = readJson(form.json);
  if (typeof inputs === 'string') {
    patchForm(detail.id, { problems: { json: inputs } });
    return;
  }
  const drafts = Object.fromEntries(
    detail.inputs.map((field): [string, Draft] => {
      const value = inputs[field.name];
      return [
        field.name,
        value === undefined ? fieldDraft(field, detail.types) : toDraft(field.type, value, detail.types),
      ];
    }),
  );
  patchForm(detail.id, { mode, drafts, problems: {} });
}

export function patchForm(node: string, patch: Partial<RunForm>): void {
  const form = useRunForm.getState().forms[node];
  if (form) putForm(node, { ...form, ...patch });
}

/** Starts a comparison with what the form says, after saving the node and, once, asking for trust. */
export async function startRun(node: string, stopOnEntry?: boolean): Promise<void> {
  const detail = useEditor.getState().documents[node]?.detail;
  const form = useRunForm.getState().forms[node];
  if (!detail || !form || form.starting) return;
  if (hasErrors(node)) {
    showPanel('problems');
    announce('The node has errors: mend them first.');
    return;
  }
  const inputs = readInputs(detail, form);
  if (!inputs) return;
  const again = () => startRun(node, stopOnEntry);
  if (useWorkspace.getState().view?.trusted === false) {
    askTrust(again);
    return;
  }
  patchForm(node, { starting: true, refusal: null, problems: {} });
  try {
    if (isDirty(useEditor.getState().documents[node]) && !(await saveNode(node))) return;
    const comparison = await api().sessions.start({
      node,
      inputs,
      effects: form.effects,
      paths: form.paths === 'both' ? ['reference', 'direct'] : [form.paths],
      ...chosenModels(detail, form),
      stopOnEntry: stopOnEntry ?? form.stopOnEntry,
    });
    navigate({ view: 'comparison', comparison, row: null });
  } catch (error) {
    if (!asksTrust(error, again)) patchForm(node, { refusal: failureOf(error).message });
  } finally {
    patchForm(node, { starting: false });
  }
}

/** What was chosen while the node asked no models any more stays aside. */
function chosenModels(detail: NodeDetail, { models }: RunForm): Pick<StartOptions, 'models'> {
  const chosen = Object.entries(models).flatMap(([path, model]) =>
    model.trim() === '' ? [] : [[path, model.trim()] as const],
  );
  return detail.models && chosen.length > 0 ? { models: Object.fromEntries(chosen) } : {};
}

function hasErrors(node: string): boolean {
  const found = useEditor.getState().documents[node]?.checked.diagnostics ?? [];
  return found.some((one) => one.severity === 'error');
}

function readInputs(detail: NodeDetail, form: RunForm): CanonicalObject | null {
  if (form.mode === 'json') {
    const inputs = readJson(form.json);
    if (typeof inputs !== 'string') return inputs;
    patchForm(detail.id, { problems: { json: inputs } });
    return null;
  }
  const { value, problems } = parseFields(detail.inputs, form.drafts, detail.types);
  if (Object.keys(problems).length === 0) return value as CanonicalObject;
  patchForm(detail.id, { problems });
  return null;
}

/** The record that a JSON text says, or what is wrong with it. */
function readJson(text: string): CanonicalObject | string {
  try {
    const value = parseJsonExactly(text);
    return isCanonicalObject(value) ? value : 'The inputs are a JSON object: { "name": value }.';
  } catch (error) {
    return `This is not JSON: ${errorText(error)}.`;
  }
}

function putForm(node: string, form: RunForm): void {
  useRunForm.setState(({ forms }) => ({ forms: { ...forms, [node]: form } }));
}
