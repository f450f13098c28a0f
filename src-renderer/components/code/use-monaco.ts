import { useEffect, useState } from 'react';
import type { Monaco } from './monaco.ts';

let loaded: Promise<Monaco> | undefined;

/** Monaco, loaded when the first editor is shown. */
export function loadMonaco(): Promise<Monaco> {
  loaded ??= import('./monaco.ts').then(({ setUpMonaco }) => setUpMonaco());
  return loaded;
}

export function useMonaco(): Monaco | null {
  const [monaco, setMonaco] = useState<Monaco | null>(null);
  useEffect(() => {
    let gone = false;
    loadMonaco().then(
      (value) => !gone && setMonaco(() => value),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  return monaco;
}
