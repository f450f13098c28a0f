import { X } from 'lucide-react';
import { useDebugger } from './debugger-store.ts';
import styles from './RangeChip.module.css';
import { dropFilter } from './travel.ts';

/** Says that only some rows are shown, and shows all again. */
export function RangeChip() {
  const range = useDebugger((state) => state.range);
  if (!range) return null;
  const rows = range.to - range.from + 1;
  const said = rows === 1 ? `Only row ${range.from + 1}` : `Only rows ${range.from + 1}–${range.to + 1}`;
  return (
    <button
      type="button"
      className={styles.chip}
      onClick={dropFilter}
      aria-label={`${said}: show all rows`}
      title="Show all rows"
    >
      {said}
      <X size={12} aria-hidden="true" />
    </button>
  );
}
