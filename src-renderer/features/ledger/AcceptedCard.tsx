import { Equal } from 'lucide-react';
import { useEffect } from 'react';
import type { AcceptedDifference } from '../../../shared/trace/acceptance.ts';
import { Button } from '../../components/Button.tsx';
import { Card, Fact, Facts } from '../../components/Card.tsx';
import { Value } from '../../components/Value.tsx';
import { reveal, select, useDebugger } from '../debugger/debugger-store.ts';
import { SideMark } from '../debugger/SideMark.tsx';
import { loadLedger, openEdit, removeRule, showRule, useLedger } from './ledger-store.ts';

/** What rules accept at the selected step; where nothing else differs, that something is accepted at all. */
export function AcceptedCard() {
  const accepted = useDebugger(({ view }) => view?.accepted);
  const diverges = useDebugger(({ view }) => (view?.divergences.length ?? 0) > 0);
  const selected = useDebugger((state) => state.shown);
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
      <Card
        label="Accepted differences"
        tone="warn"
        icon={<Equal size={13} aria-hidden="true" />}
        title={
          accepted.length === 1 ? '1 difference is accepted' : `${accepted.length} differences are accepted`
        }
        actions={
          <Button
            onClick={() => {
              reveal(first.row);
              select(first.row);
            }}
          >
            Go to the first
          </Button>
        }
      />
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
    <Card
      label="Accepted difference"
      tone="warn"
      icon={<Equal size={13} aria-hidden="true" />}
      title={
        <>
          Accepted by rule <code>{here.rule}</code>
        </>
      }
      actions={
        <>
          {rule && <Button onClick={() => openEdit(rule)}>Edit rule…</Button>}
          {rule && <Button onClick={() => void removeRule(rule.id)}>Remove rule</Button>}
          <Button onClick={() => showRule(here.rule)}>Show in the ledger</Button>
        </>
      }
    >
      <p>{here.message}</p>
      <Facts>
        {(['reference', 'direct'] as const).map((path) => (
          <Fact key={path} name={<SideMark path={path} />}>
            {here[path] === null ? <i>nothing here</i> : <Value value={here[path]} />}
          </Fact>
        ))}
        {rule && (
          <>
            <Fact name="accepts">
              {rule.tolerance === null ? 'any difference' : `up to ${rule.tolerance}`}
            </Fact>
            {rule.reason !== here.message && (
              <Fact name="reason" title={rule.reason}>
                {rule.reason}
              </Fact>
            )}
            <Fact name="owner">
              {rule.owner}, {rule.expires === 'never' ? 'without end' : `until ${rule.expires}`}
            </Fact>
          </>
        )}
        {more.map((one) => (
          <Fact key={`${one.rule} ${one.path}`} name="also">
            {one.path} by <code>{one.rule}</code>
          </Fact>
        ))}
      </Facts>
    </Card>
  );
}
