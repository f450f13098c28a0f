import type { Evaluated, EvaluationRow } from '../../../shared/api/history.ts';
import { type Column, DataGrid } from '../../components/DataGrid.tsx';
import { showAge } from '../../components/time.ts';
import { Value } from '../../components/Value.tsx';
import { useDebugger } from '../debugger/debugger-store.ts';
import { openVisit } from './expression-store.ts';

/** What an expression comes to at every visit of a step. */
export function ExpressionRows({ rows }: { readonly rows: readonly EvaluationRow[] }) {
  const here = useDebugger(({ comparison }) => comparison);
  const columns: readonly Column<EvaluationRow>[] = [
    {
      title: 'Run',
      cell: (row) => (row.comparison === here ? 'this run' : showAge(row.startedAt, Date.now())),
      tip: (row) => row.comparison,
    },
    { title: 'Visit', cell: (row) => row.occ },
    { title: 'Reference', cell: (row) => <Came evaluated={row.reference} /> },
    { title: 'Direct', cell: (row) => <Came evaluated={row.direct} /> },
    {
      title: 'Difference',
      cell: differenceText,
      tip: (row) => row.rule && `Rule ${row.rule} of the ledger accepts what it reads`,
    },
  ];
  return (
    <DataGrid
      label="Visits"
      columns={columns}
      rows={rows}
      widths="90px 80px minmax(0, 1fr) minmax(0, 1fr) minmax(0, 0.7fr)"
      keyOf={(row) => row.index}
      onOpen={(row) => void openVisit(row)}
      isBad={({ status }) => status === 'differs' || status === 'one_side'}
    />
  );
}

const WORDS: Partial<Record<EvaluationRow['status'], string>> = {
  equal: '=',
  one_side: 'one path only',
  unknown: 'not known',
};

function differenceText({ status, rule, difference }: EvaluationRow): string {
  if (status === 'accepted' || status === 'uncompared')
    return `${difference} ≈ ${rule ?? 'not compared'}`.trim();
  return WORDS[status] ?? difference;
}

function Came({ evaluated }: { readonly evaluated: Evaluated | undefined }) {
  if (evaluated === undefined) return <i>not visited</i>;
  switch (evaluated.kind) {
    case 'value':
      return <Value value={evaluated.value} />;
    case 'sensitive':
      return (
        <i title={`${evaluated.names.join(', ')}: only fingerprints were recorded`}>only a fingerprint</i>
      );
    case 'unbound':
      return <i>no {evaluated.name} here</i>;
    case 'error':
      return <i title={evaluated.message}>{evaluated.code}</i>;
  }
}
