import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { renamePanel } from '../../app/docking.ts';
import { cx } from '../../components/cx.ts';
import { revealLine, useEditor } from './editor-store.ts';
import { useCurrentNode } from './NodeEditor.tsx';
import styles from './Problems.module.css';

const ICONS = { error: CircleAlert, warning: TriangleAlert, information: Info };
const RANK = { error: 0, warning: 1, information: 2 };

/** Everything that the language finds in the text as it stands. */
export function Problems() {
  const node = useCurrentNode();
  const document = useEditor(({ documents }) => (node === null ? undefined : documents[node]));
  const found = document?.checked.diagnostics ?? [];
  const title = found.length > 0 ? `Problems ${found.length}` : 'Problems';
  useEffect(() => renamePanel('nodes', 'problems', title), [title]);
  if (!document || node === null) return null;
  if (found.length === 0) return <p className={styles.none}>No problems found.</p>;
  return (
    <ul className={styles.list} aria-label="Problems">
      {[...found]
        .sort((a, b) => RANK[a.severity] - RANK[b.severity] || a.range.line - b.range.line)
        .map((one) => {
          const Icon = ICONS[one.severity];
          return (
            <li key={`${one.code} ${one.range.line}:${one.range.column} ${one.message}`}>
              <button
                type="button"
                className={styles.item}
                onClick={() => revealLine(node, one.range.line, true)}
              >
                <Icon size={13} className={cx(styles.icon, styles[one.severity])} aria-label={one.severity} />
                <span className={styles.message}>
                  {one.message}
                  {one.suggestion && <em> {one.suggestion}</em>}
                </span>
                <small>
                  {one.code} · {one.range.line}:{one.range.column}
                </small>
              </button>
            </li>
          );
        })}
    </ul>
  );
}
