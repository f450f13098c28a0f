import { useState } from 'react';
import { failureOf } from './api.ts';

export interface Work {
  readonly problem: string | null;
  readonly busy: boolean;
  readonly work: (what: () => Promise<void>) => void;
  /** What was wrong is no longer. */
  readonly clear: () => void;
}

/** Work that a dialog does: one at a time, and what went wrong in one sentence. */
export function useWork(): Work {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const clear = () => setProblem(null);
  const work = (what: () => Promise<void>) => {
    setBusy(true);
    clear();
    what()
      .catch((error: unknown) => setProblem(failureOf(error).message))
      .finally(() => setBusy(false));
  };
  return { problem, busy, work, clear };
}
