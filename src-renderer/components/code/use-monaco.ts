import { useEffect, useState } from 'react';
import type { Monaco } from './monaco.ts';

let loaded: Promise<Monaco> | undefined;

/** Monaco, loaded when the first editor is shown. */
function loadMonaco(): Promise<Monaco> {
  loaded ??= import('./monaco.ts').then(
    ({ setUpMonaco }) => setUpMonaco(),
    (error: unknown) => {
      // Parallax was updated or closed under the page: the next editor tries again.
      loaded = undefined;
      throw error;
    },
  );
  return loaded;
}

/** Null until it is there; a failure is the panel's, which offers another try. */
export function useMonaco(): Monaco | null {
  const [monaco, setMonaco] = useState<Monaco | null>(null);
  const [failed, setFailed] = useState<Error | null>(null);
  useEffect(() => {
    let gone = false;
    loadMonaco().then(
      (value) => !gone && setMonaco(() => value),
      (error: unknown) => !gone && setFailed(error instanceof Error ? error : new Error(String(error))),
    );
    return () => {
      gone = true;
    };
  }, []);
  if (failed)
    throw new Error(
      `the editor could not be loaded (${failed.message}). Reload the page if it happens again.`,
    );
  return monaco;
}
