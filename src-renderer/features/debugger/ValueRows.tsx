import { ChevronDown, ChevronRight, Copy, History } from 'lucide-react';
import { useMemo } from 'react';
import type { VariableRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { failureOf } from '../../app/api.ts';
import { toast } from '../../app/ui-store.ts';
import { cx } from '../../components/cx.ts';
import { Value } from '../../components/Value.tsx';
import { childrenOf, copyText, hasExcerpt, memberCount, sizeLabel } from '../../components/values.ts';
import { showWrites } from '../history/history-store.ts';
import { memberPath } from '../history/value-path.ts';
import inspector from './Inspector.module.css';
import { type PartStatus, partStatus } from './part-status.ts';
import styles from './ValueRows.module.css';

interface Props {
  readonly name: string;
  readonly path: string;
  /** How its history is asked for; null where nothing names it. */
  readonly address: string | null;
  readonly depth: number;
  readonly reference: Canonical | undefined;
  readonly direct: Canonical | undefined;
  readonly judged: PartStatus;
  /** Where the variable differs, as main found it. */
  readonly within: VariableRow['within'];
  readonly changed: boolean;
  readonly both: boolean;
  readonly open: ReadonlySet<string>;
  readonly onToggle: (path: string) => void;
  /** How many members are shown of what is open, where it is not the first lot. */
  readonly lots: ReadonlyMap<string, number>;
  /** Shows more members of what is open at a path. */
  readonly onMore: (path: string) => void;
  /** The whole value on a path, where what is here is an excerpt. */
  readonly whole: (side: PathName) => Promise<Canonical | undefined>;
}

/** Members shown at a time. */
export const LOT = 200;

/** A value on both paths as a row, and what lies inside it as rows below. */
export function ValueRows(props: Props) {
  const {
    name,
    path,
    address,
    depth,
    reference,
    direct,
    judged,
    within,
    changed,
    both,
    open,
    onToggle,
    lots,
  } = props;
  const { status } = judged;
  const inside = useMemo(() => mergeChildren(reference, direct), [reference, direct]);
  const shown = inside.slice(0, lots.get(path) ?? LOT);
  const more = Math.max(inside.length, memberCount(reference), memberCount(direct)) - shown.length;
  const isOpen = open.has(path) && inside.length > 0;
  const loud = status === 'differs' || status === 'one_side';
  return (
    <>
      <tr
        className={cx(loud && inspector.differs, status === 'accepted' && inspector.accepted)}
        data-variable={path}
        data-value={address ?? undefined}
      >
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
            {address !== null && (
              <button
                type="button"
                className={styles.copy}
                aria-label={`Who set ${address}`}
                title="Who set this value"
                onClick={() => showWrites(address)}
              >
                <History size={11} aria-hidden="true" />
              </button>
            )}
          </span>
        </td>
        <td className={inspector.left}>
          <Side value={reference} isOpen={isOpen} whole={() => props.whole('reference')} />
        </td>
        {both && (
          <td className={inspector.right}>
            {status === 'equal' ? (
              <span className={inspector.same}>=</span>
            ) : (
              <Side
                value={direct}
                isOpen={isOpen}
                note={noteOf(judged)}
                whole={() => props.whole('direct')}
              />
            )}
          </td>
        )}
      </tr>
      {isOpen &&
        shown.map((child) => (
          <ValueRows
            key={child.key}
            {...props}
            name={child.label}
            path={`${path}.${child.key}`}
            address={memberPath(address, reference ?? direct, child.label)}
            depth={depth + 1}
            reference={child.reference}
            direct={child.direct}
            judged={partStatus(judged, within, memberPath(address, reference ?? direct, child.label), child)}
            changed={false}
            whole={async (side) => {
              const outer = await props.whole(side);
              return keyed(outer).find(({ key }) => key === child.key)?.child;
            }}
          />
        ))}
      {isOpen && more > 0 && (
        <tr>
          <td colSpan={both ? 3 : 2} style={{ paddingLeft: 20 + depth * 14 }}>
            <button type="button" className={styles.more} onClick={() => props.onMore(path)}>
              {more.toLocaleString('en')} more
            </button>
          </td>
        </tr>
      )}
    </>
  );
}

/** A mark, and what it means, where a difference is none that counts. */
function noteOf({ status, rule }: PartStatus): Note | null {
  switch (status) {
    case 'representation':
      return { mark: '≈', text: 'Equal, but written differently' };
    case 'uncompared':
      return {
        mark: '≈',
        text: 'Differs, but not in what is compared: who answered and at what cost, or what the rules ignore',
      };
    case 'accepted':
      return rule === undefined
        ? { mark: '≈ accepted', text: 'Differs within, and rules of the ledger accept that' }
        : { mark: `≈ ${rule}`, text: `Differs, and rule ${rule} of the ledger accepts that` };
    default:
      return null;
  }
}

interface Note {
  readonly mark: string;
  readonly text: string;
}

interface SideProps {
  readonly value: Canonical | undefined;
  readonly isOpen: boolean;
  /** Why it is no difference that counts. */
  readonly note?: Note | null;
  readonly whole: () => Promise<Canonical | undefined>;
}

function Side({ value, isOpen, note, whole }: SideProps) {
  if (value === undefined) return <span className={inspector.absent}>absent</span>;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(copyText(hasExcerpt(value) ? ((await whole()) ?? value) : value));
      toast('info', 'Copied.');
    } catch (error) {
      toast(
        'error',
        error instanceof DOMException ? 'The browser did not allow copying.' : failureOf(error).message,
      );
    }
  };
  return (
    <span className={styles.side}>
      {isOpen ? (
        <span className={inspector.same}>{sizeLabel(value)}</span>
      ) : (
        <Value value={value} className={styles.value ?? ''} />
      )}
      {note && (
        <span className={styles.scale} title={note.text}>
          <span aria-hidden="true">{note.mark}</span>
          <span className="visually-hidden"> {note.text}</span>
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
  for (const { key, label, child } of keyed(reference))
    merged.set(key, { key, label, reference: child, direct: undefined });
  for (const { key, label, child } of keyed(direct))
    merged.set(key, { key, label, reference: merged.get(key)?.reference, direct: child });
  return [...merged.values()];
}

const keyed = (value: Canonical | undefined) =>
  childrenOf(value).map(([label, child], index) => ({
    key: label === '·' ? `·${index}` : label,
    label,
    child,
  }));
