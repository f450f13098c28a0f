import { create } from 'zustand';
import type { ApplyResult, MergeView } from '../../../shared/api/replay.ts';
import { api, failureOf } from '../../app/api.ts';
import { dismissToast, toast } from '../../app/ui-store.ts';

/** Branches beside their originals, and what is done with them. */
export interface ReplayState {
  /** Original and branch in four columns; else the branch alone. */
  readonly four: boolean;
  /** The branch whose change is about to be applied. */
  readonly applying: { readonly branch: string; readonly merge: MergeView | null } | null;
  /** The last change that was written to a file, by branch. */
  readonly applied: Readonly<Record<string, Applied>>;
  /** The run that is about to become a test case. */
  readonly testCase: string | null;
}

/** How an applied change is taken back: by what the application keeps, or by the text that a merge was written over. */
type Applied =
  | { readonly kind: 'fix'; readonly id: string; readonly file: string }
  | {
      readonly kind: 'merge';
      readonly node: string;
      readonly file: string;
      readonly before: string;
      readonly hash: string;
    };

export const useReplay = create<ReplayState>(() => ({
  four: true,
  applying: null,
  applied: {},
  testCase: null,
}));

export function toggleFour(): void {
  useReplay.setState(({ four }) => ({ four: !four }));
}

/** What offers to undo the last change: it goes when that is done. */
let offer = 0;

/** Writes the change; where the file has moved on, shows the merge instead. */
export async function applyFix(branch: string): Promise<void> {
  try {
    const result: ApplyResult = await api().replay.applyFix(branch);
    if (result.kind === 'conflict') {
      useReplay.setState({ applying: { branch, merge: result.merge } });
      return;
    }
    done(branch, { kind: 'fix', id: result.id, file: result.file });
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

/** Writes a merge over the file as it was shown. */
export async function applyMerge(
  branch: string,
  node: string,
  merge: MergeView,
  text: string,
): Promise<void> {
  try {
    const { file, hash } = await api().nodes.save(node, text, merge.theirsHash);
    done(branch, { kind: 'merge', node, file, before: merge.theirs, hash });
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

function done(branch: string, applied: Applied): void {
  useReplay.setState((state) => ({
    applying: null,
    applied: { ...state.applied, [branch]: applied },
  }));
  offer = toast('info', `Applied to ${applied.file}.`, { title: 'Undo', run: () => void undoFix(branch) });
}

export async function undoFix(branch: string): Promise<void> {
  const { [branch]: applied, ...others } = useReplay.getState().applied;
  if (!applied) return;
  try {
    if (applied.kind === 'fix') await api().replay.undoFix(applied.id);
    else await api().nodes.save(applied.node, applied.before, applied.hash);
    useReplay.setState({ applied: others });
    dismissToast(offer);
    toast('info', `${applied.file} is as it was before.`);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}
