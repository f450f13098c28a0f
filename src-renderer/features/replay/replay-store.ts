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
  /** The file that a branch's change was written to, by branch. */
  readonly applied: Readonly<Record<string, string>>;
  /** The run that is about to become a test case. */
  readonly testCase: string | null;
}

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
    done(branch, result.file);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

/** Writes a merge over the file as it was shown. */
export async function applyMerge(branch: string, merge: MergeView, text: string): Promise<void> {
  try {
    await api().replay.applyMerge(branch, text, merge.theirsHash);
    done(branch, merge.file);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

/** What was applied before: it can be taken back as long as the file is as it was left. */
export async function readApplied(branch: string): Promise<void> {
  const file = await api().replay.appliedFix(branch);
  useReplay.setState(({ applied: { [branch]: _, ...others } }) => ({
    applied: file === null ? others : { ...others, [branch]: file },
  }));
}

function done(branch: string, file: string): void {
  useReplay.setState(({ applied }) => ({ applying: null, applied: { ...applied, [branch]: file } }));
  offer = toast('info', `Applied to ${file}.`, { title: 'Undo', run: () => void undoFix(branch) });
}

export async function undoFix(branch: string): Promise<void> {
  const { [branch]: file, ...others } = useReplay.getState().applied;
  if (file === undefined) return;
  try {
    await api().replay.undoFix(branch);
    useReplay.setState({ applied: others });
    dismissToast(offer);
    toast('info', `${file} is as it was before.`);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}
