import { useEffect, useState } from 'react';
import type { DatabasesView, TableQuery } from '../../../shared/api/database.ts';
import { api, type Failure, failureOf } from '../../app/api.ts';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { isLive } from './controls.ts';
import styles from './DatabasePanel.module.css';
import { DatabaseTable } from './DatabaseTable.tsx';
import { useDebugger } from './debugger-store.ts';

/** The workspace's databases as they were at the selected moment, rebuilt from what was recorded. */
export function DatabasePanel() {
  const comparison = useDebugger((state) => state.comparison);
  // What was read of one comparison is never asked of another.
  return <Databases key={comparison} />;
}

function Databases() {
  const live = useDebugger(({ view }) => isLive(view));
  const read = useDatabases(!live);
  const [chosen, setChosen] = useState<Pick<TableQuery, 'database' | 'table'> | null>(null);
  const [only, setOnly] = useState(false);
  if (live)
    return (
      <Empty title="Not while it runs">
        The databases can be looked at, at any step, once the run has ended or was stopped.
      </Empty>
    );
  if (read.problem) return <Failed message={read.problem.message} />;
  if (!read.view) return <Loading what="Rebuilding the databases" />;
  const { databases, separate } = read.view;
  const tables = databases.flatMap((database) =>
    database.tables.map((table) => ({ database: database.name, ...table })),
  );
  if (databases.length === 0)
    return <Empty title="No database">This run had touched no database of the workspace.</Empty>;
  const hidden = databases.filter(({ kept }) => !kept).map(({ name }) => name);
  if (tables.length === 0)
    return (
      <Empty title="Not kept">
        {hidden.length > 0
          ? `${hidden.join(', ')} holds sensitive values, so no copy of it was recorded.`
          : 'The databases of this run have no tables.'}
      </Empty>
    );
  const table =
    tables.find((one) => one.database === chosen?.database && one.name === chosen.table) ??
    tables.find((one) => one.changed > 0 || one.different > 0) ??
    tables[0];
  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <select
          aria-label="Table"
          className={styles.select}
          value={table ? `${table.database} ${table.name}` : ''}
          onChange={({ target }) => {
            const found = tables.find((one) => `${one.database} ${one.name}` === target.value);
            if (found) setChosen({ database: found.database, table: found.name });
          }}
        >
          {tables.map((one) => (
            <option key={`${one.database} ${one.name}`} value={`${one.database} ${one.name}`}>
              {one.database} · {one.name}
              {one.changed > 0 && ` · ${one.changed} changed`}
              {one.different > 0 && ` · ${one.different} differ`}
            </option>
          ))}
        </select>
        <label className={styles.only}>
          <input type="checkbox" checked={only} onChange={({ target }) => setOnly(target.checked)} />
          only changed{separate ? ' or different' : ''}
        </label>
        <span className={styles.note}>
          {separate ? 'a copy for each path' : 'one database for both paths'}, as recorded
        </span>
      </div>
      {table && (
        <DatabaseTable
          key={`${table.database} ${table.name} ${only}`}
          table={table}
          only={only}
          separate={separate}
        />
      )}
    </div>
  );
}

/** What there is at the cursor; the last answer stays until the next one is there. */
function useDatabases(wanted: boolean): { view: DatabasesView | null; problem: Failure | null } {
  const comparison = useDebugger((state) => state.comparison);
  const ready = useDebugger(({ view }) => view !== null && view.rows > 0);
  const selected = useDebugger((state) => state.selected);
  const moment = useDebugger((state) => state.moment);
  const [read, setRead] = useState<{ view: DatabasesView | null; problem: Failure | null }>({
    view: null,
    problem: null,
  });
  useEffect(() => {
    if (!wanted || comparison === null || !ready) return;
    let gone = false;
    api()
      .comparisons.databases(comparison, selected, moment ?? undefined)
      .then((view) => !gone && setRead({ view, problem: null }))
      .catch((error: unknown) => !gone && setRead({ view: null, problem: failureOf(error) }));
    return () => {
      gone = true;
    };
  }, [wanted, comparison, ready, selected, moment]);
  return read;
}
