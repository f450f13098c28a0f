import { ChevronDown, ChevronRight, Copy } from 'lucide-react';
import type { VariableRow } from '../../../shared/api/view.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { toast } from '../../app/ui-store.ts';
import { cx } from '../../components/cx.ts';
import { Value } from '../../components/Value.tsx';
import { childrenOf, copyText, sameValue, sizeLabel } from '../../components/values.ts';
import inspector from './Inspector.module.css';
import styles from './ValueRows.module.css';

interface Props {
  readonly name: string;
  readonly path: string;
  readonly depth: number;
  readonly reference: Canonical | undefined;
  readonly direct: Canonical | undefined;
  readonly status: VariableRow['status'];
  readonly changed: boolean;
  readonly both: boolean;
  readonly open: ReadonlySet<string>;
  readonly onToggle: (path: string) => void;
}

const MOST = 200;

/** A value on both paths as a row, and what lies inside it as rows below. */
export function ValueRows(props: Props) {
  const { name, path, depth, reference, direct, status, changed, both, open, onToggle } = props;
  const inside = mergeChildren(reference, direct);
  const isOpen = open.has(path) && inside.length > 0;
  const loud = status === 'differs' || status === 'one_side';
  return (
    <>
      <tr className={cx(loud && inspector.differs)} data-variable={path}>
        <td className={inspector.first} style={{ paddingLeft: 6 + depth * 14 }} title={name}>
          <span className={styles.name}>
            {inside.length > 0 ? (
              <button
                type="button"
                className={styles.toggle}
                aria-expanded={isOpen}
                aria-label={`${isOpen ? 'Close' : 'Open'} ${name}`}
                onClick={() => onToggle(path)}
              >
                {isOpen ? (
                  <ChevronDown size={12} aria-hidden="true" />
                ) : (
                  <ChevronRight size={12} aria-hidden="true" />
                )}
              </button>
            ) : (
              <i className={styles.toggle} />
            )}
            <span className={cx(styles.text, changed && styles.changed)}>{name}</span>
          </span>
        </td>
        <td className={inspector.left}>
          <Side value={reference} isOpen={isOpen} />
        </td>
        {both && (
          <td className={inspector.right}>
            {status === 'equal' ? (
              <span className={inspector.same}>=</span>
            ) : (
              <Side value={direct} isOpen={isOpen} alike={status === 'representation'} />
            )}
          </td>
        )}
      </tr>
      {isOpen &&
        inside
          .slice(0, MOST)
          .map((child) => (
            <ValueRows
              key={child.key}
              {...props}
              name={child.label}
              path={`${path}.${child.key}`}
              depth={depth + 1}
              reference={child.reference}
              direct={child.direct}
              status={statusOf(child.reference, child.direct)}
              changed={false}
            />
          ))}
      {isOpen && inside.length > MOST && (
        <tr>
          <td colSpan={both ? 3 : 2} className={inspector.same}>
            {inside.length - MOST} more
          </td>
        </tr>
      )}
    </>
  );
}

interface SideProps {
  readonly value: Canonical | undefined;
  readonly isOpen: boolean;
  /** Equal to the other side, but written differently. */
  readonly alike?: boolean;
}

function Side({ value, isOpen, alike }: SideProps) {
  if (value === undefined) return <span className={inspector.absent}>absent</span>;
  const copy = () => {
    navigator.clipboard.writeText(copyText(value)).then(
      () => toast('info', 'Copied.'),
      () => toast('error', 'The browser did not allow copying.'),
    );
  };
  return (
    <span className={styles.side}>
      {isOpen ? (
        <span className={inspector.same}>{sizeLabel(value)}</span>
      ) : (
        <Value value={value} className={styles.value ?? ''} />
      )}
      {alike && (
        <span className={styles.scale} title="Equal, but written differently">
          ≈
        </span>
      )}
      <button type="button" className={styles.copy} aria-label="Copy the value" tabIndex={-1} onClick={copy}>
        <Copy size={11} aria-hidden="true" />
      </button>
    </span>
  );
}

interface Child {
  readonly key: string;
  readonly label: string;
  readonly reference: Canonical | undefined;
  readonly direct: Canonical | undefined;
}

/** The children of both sides, matched by label (by position in a set). */
function mergeChildren(reference: Canonical | undefined, direct: Canonical | undefined): readonly Child[] {
  const merged = new Map<string, Child>();
  const keyed = (value: Canonical | undefined) =>
    childrenOf(value).map(([label, child], index) => ({
      key: label === '·' ? `·${index}` : label,
      label,
      child,
    }));
  for (const { key, label, child } of keyed(reference))
    merged.set(key, { key, label, reference: child, direct: undefined });
  for (const { key, label, child } of keyed(direct))
    merged.set(key, { key, label, reference: merged.get(key)?.reference, direct: child });
  return [...merged.values()];
}

function statusOf(reference: Canonical | undefined, direct: Canonical | undefined): VariableRow['status'] {
  if (reference === undefined || direct === undefined) return 'one_side';
  return sameValue(reference, direct) ? 'equal' : 'differs';
}
