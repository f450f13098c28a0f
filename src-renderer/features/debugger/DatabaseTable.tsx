import { useEffect, useState } from 'react';
import type { TablePage, TableRow, TableView } from '../../../shared/api/database.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { api, type Failure, failureOf } from '../../app/api.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { Value } from '../../components/Value.tsx';
import { sameValue } from '../../components/values.ts';
import styles from './DatabasePanel.module.css';
import { useDebugger } from './debugger-store.ts';
import inspector from './Inspector.module.css';
import { SideMark } from './SideMark.tsx';

const PAGE = 100;

interface Props {
  readonly table: TableView & { readonly database: string };
  readonly only: boolean;
  readonly separate: boolean;
}

/** One table, a page at a time: what the step changed is marked, and what is not the same on both paths. */
export function DatabaseTable({ table, only, separate }: Props) {
  const [from, setFrom] = useState(0);
  const { page, problem } = usePage(table, from, only);
  if (problem) return <Failed message={problem.message} />;
  if (!page) return <Loading what="Reading the rows" />;
  if (page.total === 0)
    return (
      <Empty title={only ? 'Nothing changed here' : 'No rows'}>
        {only ? 'The step changed no row of this table.' : 'The table was empty at this moment.'}
      </Empty>
    );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys */}
      <section className={styles.scroll} aria-label={`Rows of ${table.name}`} tabIndex={0}>
        <table className={cx(inspector.table, styles.rows)}>
          <thead>
            <tr>
              <th scope="col" className={styles.state}>
                <span className="visually-hidden">what happened</span>
              </th>
              {page.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <Rows key={JSON.stringify(row.key)} row={row} separate={separate} />
            ))}
          </tbody>
        </table>
      </section>
      {page.total > PAGE && (
        <div className={styles.pages}>
          <Button disabled={from === 0} onClick={() => setFrom(Math.max(0, from - PAGE))}>
            Previous
          </Button>
          rows {from + 1} to {Math.min(from + PAGE, page.total)} of {page.total.toLocaleString('en')}
          <Button disabled={from + PAGE >= page.total} onClick={() => setFrom(from + PAGE)}>
            Next
          </Button>
        </div>
      )}
    </>
  );
}

const SIGNS = { inserted: '+', updated: '±', deleted: '−' } as const;

/** One line, or where the paths differ one for each. */
function Rows({ row, separate }: { readonly row: TableRow; readonly separate: boolean }) {
  const sign = row.change && (
    <span className={styles[row.change]} title={`${row.change} by this step`}>
      {SIGNS[row.change]} <span className="visually-hidden">{row.change} by this step</span>
    </span>
  );
  if (separate && row.differs) {
    return (['reference', 'direct'] as const).map((path) => (
      <tr key={path} className={styles.differs} data-differs={path}>
        <td className={styles.state}>
          {sign}
          <SideMark path={path} />
        </td>
        <Cells values={row[path]} other={row[path === 'reference' ? 'direct' : 'reference']} row={row} />
      </tr>
    ));
  }
  const values = row.reference ?? row.direct ?? row.before;
  return (
    <tr className={cx(row.change && styles.changed)} data-change={row.change ?? undefined}>
      <td className={styles.state}>{sign}</td>
      <Cells values={values} other={row.change === 'updated' ? row.before : null} row={row} />
    </tr>
  );
}

interface CellsProps {
  readonly values: readonly Canonical[] | null;
  /** What they are compared with. */
  readonly other: readonly Canonical[] | null;
  readonly row: TableRow;
}

function Cells({ values, other, row }: CellsProps) {
  const width = (row.reference ?? row.direct ?? row.before ?? []).length;
  if (!values)
    return (
      <td colSpan={Math.max(1, width)} className={styles.absent}>
        no such row
      </td>
    );
  return values.map((value, index) => {
    const before = other?.[index];
    const changed = before !== undefined && !sameValue(before, value);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name than their place
      <td key={index} className={cx(changed && styles.cell)}>
        {changed && row.change === 'updated' && !row.differs && (
          <>
            <Value value={before} className={styles.old ?? ''} />{' '}
          </>
        )}
        <Value value={value} />
      </td>
    );
  });
}

interface PageRead {
  readonly page: TablePage | null;
  readonly problem: Failure | null;
}

function usePage(table: Props['table'], from: number, only: boolean): PageRead {
  const comparison = useDebugger((state) => state.comparison);
  const selected = useDebugger((state) => state.selected);
  const moment = useDebugger((state) => state.moment);
  const [read, setRead] = useState<PageRead>({ page: null, problem: null });
  const { database, name } = table;
  useEffect(() => {
    if (comparison === null) return;
    let gone = false;
    const query = { database, table: name, from, count: PAGE, only };
    api()
      .comparisons.table(comparison, selected, query, moment ?? undefined)
      .then((page) => !gone && setRead({ page, problem: null }))
      .catch((error: unknown) => !gone && setRead({ page: null, problem: failureOf(error) }));
    return () => {
      gone = true;
    };
  }, [comparison, selected, moment, database, name, from, only]);
  return read;
}
