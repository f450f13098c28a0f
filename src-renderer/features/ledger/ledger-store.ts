import { create } from 'zustand';
import type { LedgerEdited, LedgerRule, LedgerView } from '../../../shared/api/ledger.ts';
import type { Divergence } from '../../../shared/trace/comparison.ts';
import { api, type Failure, failureOf } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { announce, toast } from '../../app/ui-store.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import {
  consequencesOf,
  draftOf,
  editOf,
  isAcceptable,
  type RuleDraft,
  ruleOf,
  rulesOf,
} from './rule-draft.ts';

/** The accepted differences of the workspace, and the rule that is being written. */
export interface LedgerState {
  readonly view: LedgerView | null;
  /** equivalences.yml as it is; null where there is none. */
  readonly text: string | null;
  readonly problem: Failure | null;
  /** Rule that is looked at. */
  readonly selected: string | null;
  readonly form: RuleForm | null;
  /** Edits that can be taken back, the last one last. */
  readonly edits: readonly string[];
}

export interface RuleForm {
  readonly draft: RuleDraft;
  /** What follows from the difference and can be accepted with it. */
  readonly following: readonly Divergence[];
  /** Is it to be: where it is the same step that shows its difference once more, in a contract. */
  readonly also: boolean;
}

const OWNER = 'parallax.ledger.owner';

export const useLedger = create<LedgerState>(() => ({
  view: null,
  text: null,
  problem: null,
  selected: null,
  form: null,
  edits: [],
}));

export async function loadLedger(): Promise<void> {
  try {
    const view = await api().ledger.list();
    const text = await api()
      .nodes.source(view.file)
      .then(
        (source) => source.text,
        () => null,
      );
    useLedger.setState({ view, text, problem: null });
  } catch (error) {
    useLedger.setState({ problem: failureOf(error) });
  }
}

/** The divergence that Accept is about: the one of the selected row, else the first. */
export function acceptableDivergence(): Divergence | null {
  const { view, selected } = useDebugger.getState();
  const divergences = view?.divergences ?? [];
  const found = divergences.find((one) => one.row === selected) ?? divergences[0];
  return found && isAcceptable(found) ? found : null;
}

export async function openAccept(divergence: Divergence): Promise<void> {
  const { view } = useDebugger.getState();
  if (!view) return;
  if (useLedger.getState().view === null) await loadLedger();
  const owner = localStorage.getItem(OWNER) ?? useLedger.getState().view?.owner ?? '';
  const following = consequencesOf(divergence, view.divergences);
  const also = following.length > 0 && following.every((one) => one.row === divergence.row);
  useLedger.setState({ form: { draft: draftOf(divergence, view.node, owner), following, also } });
}

export function openEdit(rule: LedgerRule): void {
  useLedger.setState({ form: { draft: editOf(rule), following: [], also: false } });
}

export function closeForm(): void {
  useLedger.setState({ form: null });
}

/** Resolves to what is wrong, or null when it was written. */
export async function submitRule(draft: RuleDraft, following: readonly Divergence[]): Promise<string | null> {
  try {
    if (draft.id === null) {
      const edited = await api().ledger.add(rulesOf(draft, following));
      localStorage.setItem(OWNER, draft.owner);
      const [rule, ...more] = edited.rules;
      done(edited, `Accepted: rule ${rule}${more.length > 0 ? ` and ${more.length} more` : ''}.`);
    } else {
      done(await api().ledger.change({ ...ruleOf(draft), id: draft.id }), `Rule ${draft.id} was changed.`);
    }
    closeForm();
    return null;
  } catch (error) {
    return failureOf(error).message;
  }
}

export async function removeRule(id: string): Promise<void> {
  try {
    done(await api().ledger.remove(id), `Rule ${id} was removed: what it hid is a divergence again.`);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

function done({ ledger, undo }: LedgerEdited, text: string): void {
  useLedger.setState(({ edits }) => ({ view: ledger, edits: [...edits, undo] }));
  toast('info', text, { title: 'Undo', run: () => void undoEdit(undo) });
  announce(text);
  void loadLedger();
}

export async function undoEdit(edit: string | undefined = useLedger.getState().edits.at(-1)): Promise<void> {
  if (edit === undefined) return;
  try {
    const view = await api().ledger.undo(edit);
    useLedger.setState(({ edits }) => ({ view, edits: edits.filter((one) => one !== edit) }));
    toast('info', 'The ledger is as it was.');
    await loadLedger();
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

export function showRule(id: string): void {
  useLedger.setState({ selected: id });
  navigate({ view: 'ledger' });
}
