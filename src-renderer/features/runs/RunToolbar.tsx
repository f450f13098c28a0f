import {
  Database,
  Download,
  FileInput,
  FileOutput,
  GitCompareArrows,
  Pencil,
  Pin,
  RefreshCw,
  RotateCcw,
  Tag,
  Trash2,
  Upload,
} from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { action, runAction } from '../../app/actions.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { isNarrowed } from './filters.ts';
import { runs } from './library-edits.ts';
import { beginAnew, clearSelection, useLibrary } from './library-store.ts';
import styles from './Runs.module.css';
import { rowAt } from './rows.ts';

const ABOUT_RUNS = [
  { id: 'runs.compare', label: 'Compare two runs', icon: GitCompareArrows },
  { id: 'replay.record', label: 'Replay', icon: RefreshCw },
  { id: 'runs.tag', label: 'Tag', icon: Tag },
  { id: 'runs.rename', label: 'Rename', icon: Pencil },
  { id: 'runs.pin', label: 'Pin', icon: Pin },
  { id: 'runs.export', label: 'Export', icon: Download },
  { id: 'comparison.report', label: 'Report', icon: FileOutput },
  { id: 'runs.delete', label: 'Delete', icon: Trash2 },
] as const;

/** How many there are, and what can be done with those that are selected, or the one with the cursor. */
export function RunToolbar() {
  const { total, fresh, selected, filters, loaded } = useLibrary(
    useShallow((state) => ({
      total: state.total,
      fresh: state.fresh,
      selected: state.selected,
      filters: state.filters,
      loaded: state.loaded,
      // What can be done depends on it, too.
      current: rowAt(state, state.cursor)?.item,
    })),
  );
  const about = ABOUT_RUNS.map((one) =>
    one.id === 'runs.delete' && filters.kind === 'deleted'
      ? { id: 'runs.restore', label: 'Restore', icon: RotateCcw }
      : one,
  );
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Runs">
      <span className={styles.count} role="status">
        {loaded ? runs(total) : ''}
        {selected.size > 0 && ` · ${selected.size.toLocaleString('en')} selected`}
      </span>
      {selected.size > 0 && (
        <Button tone="quiet" onClick={clearSelection}>
          Clear selection
        </Button>
      )}
      {fresh > 0 && <Button onClick={beginAnew}>{`Show ${fresh.toLocaleString('en')} new`}</Button>}
      {isNarrowed(filters) && (
        <Button tone="quiet" onClick={() => runAction('runs.all')}>
          Clear filters
        </Button>
      )}
      <span className={styles.space} />
      {about.map(({ id, label, icon: Icon }) => (
        <IconButton
          key={id}
          label={label}
          keys={action(id).keys}
          disabled={!(action(id).enabled?.() ?? true)}
          onClick={() => runAction(id)}
        >
          <Icon size={15} aria-hidden="true" />
        </IconButton>
      ))}
      <span className={styles.rule} />
      <IconButton label="Import" keys={action('runs.import').keys} onClick={() => runAction('runs.import')}>
        <Upload size={15} aria-hidden="true" />
      </IconButton>
      <IconButton label="Take in runs of other programs" onClick={() => runAction('runs.ingest')}>
        <FileInput size={15} aria-hidden="true" />
      </IconButton>
      <IconButton label="Space and retention" onClick={() => runAction('runs.retention')}>
        <Database size={15} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
