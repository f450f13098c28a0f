import { Equal } from 'lucide-react';
import { useEffect } from 'react';
import type { AcceptedDifference } from '../../../shared/trace/acceptance.ts';
import { Button } from '../../components/Button.tsx';
import { PathMark } from '../../components/PathMark.tsx';
import { Value } from '../../components/Value.tsx';
import { reveal, select, useDebugger } from '../debugger/debugger-store.ts';
import styles from './AcceptedCard.module.css';
import { loadLedger, openEdit, removeRule, showRule, useLedger } from './ledger-store.ts';

/** What rules accept at the selected step; where nothing else differs, that something is accepted at all. */
export function AcceptedCard() {
  const accepted = useDebugger(({ view }) => view?.accepted);
  const diverges = useDebugger(({ view }) => (view?.divergences.length ?? 0) > 0);
  const selected = useDebugger((state) => state.selected);
  const known = useLedger(({ view }) => view !== null);
  const any = (accepted?.length ?? 0) > 0;
  useEffect(() => {
    if (any && !known) void loadLedger();
  }, [any, known]);
  const [first] = accepted ?? [];
  if (!accepted || !first) return null;
  const [here, ...more] = accepted.filter((one) => one.row === selected);
  if (!here) {
    if (diverges) return null;
    return (
      <section className={styles.card} aria-label="Accepted differences">
        <h2>
          <Equal size={13} aria-hidden="true" />
          {accepted.length === 1 ? '1 difference is accepted' : `${accepted.length} differences are accepted`}
        </h2>
        <div className={styles.actions}>
          <Button
            onClick={() => {
              reveal(first.row);
              select(first.row);
            }}
          >
            Go to the first
          </Button>
        </div>
      </section>
    );
  }
  return <Here here={here} more={more} />;
}

function Here({
  here,
  more,
}: {
  readonly here: AcceptedDifference;
  readonly more: readonly AcceptedDifference[];
}) {
  const rule = useLedger(({ view }) => view?.rules.find((one) => one.id === here.rule));
  return (
    <section className={styles.card} aria-label="Accepted difference">
      <h2>
        <Equal size={13} aria-hidden="true" />
        Accepted by rule <code>{here.rule}</code>
      </h2>
      <p>{here.message}</p>
      <dl>
        {(['reference', 'direct'] as const).map((path) => (
          <div key={path}>
            <dt>
              <PathMark path={path} />
            </dt>
            <dd>{here[path] === null ? <i>nothing here</i> : <Value value={here[path]} />}</dd>
          </div>
        ))}
        {rule && (
          <>
            <div>
              <dt>accepts</dt>
              <dd>{rule.tolerance === null ? 'any difference' : `up to ${rule.tolerance}`}</dd>
            </div>
            {rule.reason !== here.message && (
              <div>
                <dt>reason</dt>
                <dd title={rule.reason}>{rule.reason}</dd>
              </div>
            )}
            <div>
              <dt>owner</dt>
              <dd>
                {rule.owner}, {rule.expires === 'never' ? 'without end' : `until ${rule.expires}`}
              </dd>
            </div>
          </>
        )}
        {more.map((one) => (
          <div key={`${one.rule} ${one.path}`}>
            <dt>also</dt>
            <dd>
              {one.path} by <code>{one.rule}</code>
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.actions}>
        {rule && <Button onClick={() => openEdit(rule)}>Edit rule…</Button>}
        {rule && <Button onClick={() => void removeRule(rule.id)}>Remove rule</Button>}
        <Button onClick={() => showRule(here.rule)}>Show in the ledger</Button>
      </div>
    </section>
  );
}
