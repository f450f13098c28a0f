import { useState } from 'react';
import type { LibraryItem } from '../../../shared/api/library.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { Button } from '../../components/Button.tsx';
import { DialogActions } from '../../components/Dialog.tsx';
import { PathMark } from '../../components/PathMark.tsx';
import { showAge } from '../../components/time.ts';
import { closeDialog } from './dialog.ts';
import { compareTraces } from './library-edits.ts';
import { targets } from './library-store.ts';
import styles from './Runs.module.css';

const PAIRS: readonly (readonly [PathName, PathName])[] = [
  ['reference', 'reference'],
  ['direct', 'direct'],
  ['reference', 'direct'],
  ['direct', 'reference'],
];

/** Which trace of the one run to put beside which of the other. */
export function CompareRuns() {
  const [[a, b]] = useState(() => [...targets()].sort((one, other) => one.startedAt - other.startedAt));
  if (!a || !b) return null;
  const choices = PAIRS.flatMap((paths) => {
    const [left, right] = [a.traces[paths[0]], b.traces[paths[1]]];
    return left !== null && right !== null ? [{ paths, left, right }] : [];
  });
  return (
    <>
      <div className={styles.pair}>
        <Side item={a} title="A · earlier" />
        <Side item={b} title="B · later" />
      </div>
      <p className={styles.hint}>
        {a.node === b.node
          ? 'They are aligned step by step; steps that only one of them has are marked.'
          : `They are of two nodes: steps with the same name are put beside each other.`}
      </p>
      <ul className={styles.choices} aria-label="Paths to compare">
        {choices.map(({ paths: [one, other], left, right }) => (
          <li key={`${one} ${other}`}>
            <Button onClick={() => void compareTraces(left, right)}>
              <PathMark path={one} /> with <PathMark path={other} />
            </Button>
          </li>
        ))}
      </ul>
      <DialogActions>
        <Button onClick={closeDialog}>Cancel</Button>
      </DialogActions>
    </>
  );
}

function Side({ item, title }: { readonly item: LibraryItem; readonly title: string }) {
  return (
    <section>
      <h3>{title}</h3>
      <p>{item.name ?? item.node}</p>
      <small>
        {item.status} · {showAge(item.startedAt, Date.now())}
      </small>
    </section>
  );
}
