import { useState } from 'react';
import { failureOf } from '../../app/api.ts';
import { useLibrary } from './library-store.ts';

export function closeDialog(): void {
  useLibrary.setState({ dialog: null });
}

/** Work that a dialog does: one at a time, and what went wrong in one sentence. */
export function useWork(): {
  readonly problem: string | null;
  readonly busy: boolean;
  readonly work: (what: () => Promise<void>) => void;
} {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const work = (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    what()
      .catch((error: unknown) => setProblem(failureOf(error).message))
      .finally(() => setBusy(false));
  };
  return { problem, busy, work };
}

export function focusRuns(): void {
  document.getElementById('runs-list')?.focus();
}
