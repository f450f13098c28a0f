import { useMemo, useState } from 'react';
import type { VariableRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { api, failureOf } from '../../app/api.ts';
import { toast } from '../../app/ui-store.ts';
import { cx } from '../../components/cx.ts';
import { Loading } from '../../components/States.tsx';
import { ValueMenu } from '../history/ValueMenu.tsx';
import { useDebugger } from './debugger-store.ts';
import styles from './Inspector.module.css';
import { useSideName } from './SideMark.tsx';
import { jumpTo } from './travel.ts';
import { LOT, ValueRows } from './ValueRows.tsx';

const ORDER: Record<VariableRow['status'], number> = {
  differs: 0,
  one_side: 1,
  accepted: 2,
  uncompared: 3,
  representation: 4,
  equal: 5,
};

const EQUAL = { status: 'equal' } as const;

/** Variables after the step, differences first, then what it changed. */
export function Variables() {
  const detail = useDebugger((state) => state.detail);
  const both = useDebugger(({ view }) => view?.paths.reference !== null && view?.paths.direct !== null);
  // Where one path ran, its values stand on both sides.
  const only = useDebugger(({ view }) => (view?.paths.reference === null ? 'direct' : 'reference'));
  const [first, second] = [useSideName('reference'), useSideName('direct')];
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [lots, setLots] = useState<ReadonlyMap<string, number>>(new Map());
  const [wholes, setWholes] = useState<ReadonlyMap<VariableRow, Whole>>(new Map());
  const sorted = useMemo(
    () =>
      [...(detail?.variables ?? [])].sort(
        (a, b) => ORDER[a.status] - ORDER[b.status] || Number(b.changed) - Number(a.changed),
      ),
    [detail],
  );
  if (!detail) return <Loading what="Reading the variables" />;
  if (sorted.length === 0) return <p className={styles.none}>Nothing is bound yet.</p>;
  const sideOf = (variable: VariableRow, path: PathName) => {
    const side = both ? path : only;
    return wholes.get(variable)?.[side] ?? variable[side];
  };
  const agree = both && sorted.every(({ status }) => status === 'equal');
  const toggle = (path: string) => {
    const next = new Set(open);
    if (!next.delete(path)) next.add(path);
    setOpen(next);
  };
  return (
    <>
      <MomentNote />
      <ValueMenu both={both}>
        <table className={cx(styles.table, agree && styles.agree)}>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">{both ? first : only}</th>
              {both && <th scope="col">{second}</th>}
            </tr>
          </thead>
          <tbody>
            {sorted.map((variable) => (
              <ValueRows
                key={variable.name}
                name={variable.name}
                path={variable.name}
                address={variable.name}
                depth={0}
                reference={sideOf(variable, 'reference')}
                direct={sideOf(variable, 'direct')}
                judged={both ? variable : EQUAL}
                within={variable.within}
                changed={variable.changed}
                both={both}
                open={open}
                onToggle={toggle}
                lots={lots}
                onMore={(path) => {
                  setLots(new Map(lots).set(path, (lots.get(path) ?? LOT) + LOT));
                  if (wholes.has(variable)) return;
                  readWhole(variable).then(
                    (whole) => setWholes((known) => new Map(known).set(variable, whole)),
                    (error: unknown) => toast('error', failureOf(error).message),
                  );
                }}
                whole={async (side) => (await readWhole(variable))[both ? side : only]}
              />
            ))}
          </tbody>
        </table>
      </ValueMenu>
    </>
  );
}

type Whole = Pick<VariableRow, PathName>;

/** Both sides of a variable of the selected row, all of them. */
async function readWhole({ name, ...row }: VariableRow): Promise<Whole> {
  const { comparison, selected, moment } = useDebugger.getState();
  if (comparison === null) return row;
  const read = async (path: PathName) =>
    row[path] === undefined
      ? undefined
      : api().comparisons.value(comparison, selected, { path, name }, moment ?? undefined);
  const [reference, direct] = await Promise.all([read('reference'), read('direct')]);
  return { reference, direct };
}

/** Says that what is shown is not the end of the step. */
function MomentNote() {
  const moment = useDebugger((state) => state.moment);
  const selected = useDebugger((state) => state.selected);
  if (!moment) return null;
  const said = (['reference', 'direct'] as const).flatMap((path) => {
    const count = moment[path];
    return count === null ? [] : [`${path} ${count === 0 ? 'before its first event' : `event ${count - 1}`}`];
  });
  return (
    <p className={styles.moment}>
      State just after {said.join(', ')}
      <button type="button" onClick={() => jumpTo(selected)}>
        show the end of the step
      </button>
    </p>
  );
}
