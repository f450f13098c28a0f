import { X } from 'lucide-react';
import type { BreakpointView } from '../../../shared/api/breakpoints.ts';
import { IconButton } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { BreakpointMark } from './BreakpointMark.tsx';
import styles from './Breakpoints.module.css';
import { kindOf } from './breakpoint-kinds.ts';
import { editBreakpoint, enableBreakpoints, removeBreakpoints } from './breakpoints-store.ts';
import { shapeOf } from './step-breakpoints.ts';

interface Props {
  readonly breakpoint: BreakpointView;
  /** How often it stops in the comparison that is open; null where none is, or it is not known. */
  readonly stops: number | null;
}

export function BreakpointItem({ breakpoint, stops }: Props) {
  const { id, text, enabled, spec, condition, hits, once, log } = breakpoint;
  const { kind, text: which } = kindOf(spec);
  const [node, step] = nodeAndStep(kind.id, which);
  return (
    <li className={cx(styles.item, !enabled && styles.off)}>
      <input
        type="checkbox"
        checked={enabled}
        aria-label={`Enable ${text}`}
        onChange={(event) => enableBreakpoints([id], event.target.checked)}
      />
      <BreakpointMark shape={shapeOf(breakpoint)} enabled={enabled} />
      <button
        type="button"
        className={styles.what}
        title={`Edit ${text}`}
        onClick={() => editBreakpoint(breakpoint)}
      >
        <span className={styles.kind}>{kind.title}</span>
        <code>{step}</code>
        {node !== '' && <small>{node}</small>}
        {condition !== undefined && <Part word="if" text={condition} />}
        {hits !== undefined && <Part word="hit" text={hits} />}
        {once && <small>once</small>}
        {log !== undefined && <Part word="log" text={log} />}
      </button>
      {stops !== null && stops > 0 && (
        <span className={styles.count}>{stops === 1 ? '1 stop' : `${stops} stops`}</span>
      )}
      <IconButton label={`Remove breakpoint ${id}`} side="left" onClick={() => removeBreakpoints([id])}>
        <X size={13} aria-hidden="true" />
      </IconButton>
    </li>
  );
}

function Part({ word, text }: { readonly word: string; readonly text: string }) {
  return (
    <span className={styles.part}>
      <small>{word}</small> <code>{text}</code>
    </span>
  );
}

/** `order_total_v1:compute_tax` of a step taken apart; other texts stay whole. */
function nodeAndStep(kind: string, which: string): readonly [node: string, step: string] {
  const colon = kind === 'step' || kind === 'left' ? which.indexOf(':') : -1;
  return [which.slice(0, Math.max(colon, 0)), which.slice(colon + 1)];
}
