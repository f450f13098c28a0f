import { Plus, ToggleLeft, ToggleRight, Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import type { BreakpointHits } from '../../../shared/api/breakpoints.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { Empty } from '../../components/States.tsx';
import { BreakpointItem } from './BreakpointItem.tsx';
import styles from './Breakpoints.module.css';
import { enableBreakpoints, openForm, removeBreakpoints, useBreakpoints } from './breakpoints-store.ts';

/** The workspace’s breakpoints: every run stops at them, and so does a recorded one when it is looked through. */
export function BreakpointsPanel() {
  const { breakpoints, notice } = useBreakpoints(({ view }) => view);
  const hits = useBreakpoints((state) => state.hits);
  const stops = useMemo(() => stopsById(hits), [hits]);
  const ids = breakpoints.map(({ id }) => id);
  const anyOff = breakpoints.some(({ enabled }) => !enabled);
  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        <Button tone="quiet" onClick={() => openForm()}>
          <Plus size={13} aria-hidden="true" /> Add breakpoint
        </Button>
        <IconButton
          label={anyOff ? 'Enable all breakpoints' : 'Disable all breakpoints'}
          disabled={ids.length === 0}
          onClick={() => enableBreakpoints(ids, anyOff)}
        >
          {anyOff ? (
            <ToggleLeft size={15} aria-hidden="true" />
          ) : (
            <ToggleRight size={15} aria-hidden="true" />
          )}
        </IconButton>
        <IconButton
          label="Remove all breakpoints"
          disabled={ids.length === 0}
          onClick={() => removeBreakpoints(ids)}
        >
          <Trash2 size={13} aria-hidden="true" />
        </IconButton>
      </div>
      {notice !== null && (
        <p className={styles.notice} role="status">
          {notice}
        </p>
      )}
      {breakpoints.length === 0 ? (
        <Empty title="No breakpoints">
          Press F9 on a step, or add one that stops by meaning: a contract, a state, an effect, a value.
        </Empty>
      ) : (
        <ul className={styles.list} aria-label="Breakpoints">
          {breakpoints.map((breakpoint) => (
            <BreakpointItem
              key={breakpoint.id}
              breakpoint={breakpoint}
              stops={stops?.get(breakpoint.id) ?? null}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function stopsById(hits: BreakpointHits | null): ReadonlyMap<number, number> | null {
  if (hits === null) return null;
  const counts = new Map<number, number>();
  for (const stop of hits.stops)
    for (const id of new Set(stop.hits.map(({ breakpoint }) => breakpoint)))
      counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
