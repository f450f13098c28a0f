import { ListFilter, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '../../components/Button.tsx';
import { Checkbox, Select, TextInput } from '../../components/Inputs.tsx';
import { useWorkspace } from '../explorer/workspace-store.ts';
import { focusRuns } from './dialog.ts';
import { filter } from './filter-address.ts';
import { type FilterName, MORE } from './filters.ts';
import { useLibrary } from './library-store.ts';
import styles from './Runs.module.css';
import { RUN_STATUSES } from './run-status.ts';

const any = (label: string) => ({ value: '', label });

/** What the list shows: words, and what a run must be. */
export function FilterBar() {
  const filters = useLibrary((state) => state.filters);
  const malformed = useLibrary((state) => state.malformed);
  const nodes = useWorkspace(({ view }) => view?.nodes) ?? [];
  const hidden = MORE.some((name) => filters[name] !== undefined);
  const [more, setMore] = useState(hidden);
  const known = new Set([...nodes.map(({ id }) => id), ...(filters.node ? [filters.node] : [])]);
  return (
    <search className={styles.filters}>
      <div className={styles.bar}>
        <h2>Runs</h2>
        <div className={styles.search}>
          <Search size={14} aria-hidden="true" />
          <Typed
            name="text"
            label="Search in inputs, outputs, errors, names and tags"
            placeholder="Search inputs, outputs, errors, names, tags"
          />
        </div>
        <Select
          id="runs-node"
          label="Node"
          value={filters.node ?? ''}
          options={[any('All nodes'), ...[...known].sort().map((id) => ({ value: id, label: id }))]}
          onChange={(node) => filter({ node })}
        />
        <Select
          id="runs-status"
          label="Outcome"
          value={filters.outcome ?? ''}
          options={[any('Every outcome'), ...RUN_STATUSES.map((one) => ({ value: one, label: one }))]}
          onChange={(outcome) => filter({ outcome })}
        />
        <Select
          id="runs-kind"
          label="Kind"
          value={filters.kind ?? ''}
          options={[
            any('All runs'),
            { value: 'branches', label: 'What-ifs' },
            { value: 'proofs', label: 'Runs of proofs' },
            { value: 'ingested', label: 'Ingested' },
            { value: 'deleted', label: 'Deleted' },
          ]}
          onChange={(kind) => filter({ kind })}
        />
        <Select
          id="runs-group"
          label="Group"
          value={filters.group ?? ''}
          options={[
            any('Not grouped'),
            { value: 'node', label: 'By node' },
            { value: 'step', label: 'By first divergent step' },
          ]}
          onChange={(group) => filter({ group })}
        />
        <IconButton label="More filters" active={hidden} aria-expanded={more} onClick={() => setMore(!more)}>
          <ListFilter size={15} aria-hidden="true" />
        </IconButton>
      </div>
      {more && (
        <div className={styles.bar}>
          <Select
            id="runs-path"
            label="Path"
            value={filters.path ?? ''}
            options={[any('Any path'), ...['reference', 'direct'].map((one) => ({ value: one, label: one }))]}
            onChange={(path) => filter({ path })}
          />
          <Typed name="error" label="Error code" />
          <Typed name="step" label="Diverged first at" placeholder="Diverged at" />
          <Typed name="tag" label="Tag" />
          <Typed name="since" label="Begun since" placeholder="Since" hint="12h, 7d, or 2026-11-20" />
          <Typed name="until" label="Begun before" placeholder="Before" hint="12h, 7d, or 2026-11-20" />
          <Typed name="min" label="Took at least" placeholder="At least" hint="250ms, 30s, 2m" />
          <Typed name="max" label="Took at most" placeholder="At most" hint="250ms, 30s, 2m" />
          <Checkbox
            id="runs-pinned"
            label="Pinned"
            checked={filters.pinned !== undefined}
            onChange={(pinned) => filter({ pinned: pinned ? 'yes' : '' })}
          />
        </div>
      )}
      {malformed && (
        <p className={styles.problem} role="alert">
          {malformed.message}
        </p>
      )}
    </search>
  );
}

interface TypedProps {
  readonly name: FilterName;
  readonly label: string;
  readonly placeholder?: string;
  readonly hint?: string;
}

/** Asks a moment after the last letter. */
function Typed({ name, label, placeholder, hint }: TypedProps) {
  const asked = useLibrary((state) => state.filters[name] ?? '');
  const wrong = useLibrary((state) => state.malformed?.field === name);
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => filter({ [name]: text }, asked === '' ? 'push' : 'replace'), 150);
    return () => clearTimeout(timer);
  }, [text, asked, name]);
  return (
    <TextInput
      id={`runs-${name}`}
      label={label}
      invalid={wrong}
      placeholder={placeholder ?? label}
      title={hint}
      value={text}
      onChange={setText}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') setText('');
        else if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') focusRuns();
        else return;
        event.preventDefault();
      }}
    />
  );
}
