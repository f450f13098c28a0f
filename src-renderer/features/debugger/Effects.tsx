import { Clock, Database, Dices, Globe, MessagesSquare, Radio } from 'lucide-react';
import type { EffectCell, EffectRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { stepName } from '../../../shared/trace/place.ts';
import { cx } from '../../components/cx.ts';
import { Loading } from '../../components/States.tsx';
import { showDuration } from '../../components/time.ts';
import { copyText, sameValue } from '../../components/values.ts';
import { useDebugger } from './debugger-store.ts';
import styles from './Effects.module.css';
import inspector from './Inspector.module.css';
import { ModelExchange } from './ModelExchange.tsx';
import { SideMark } from './SideMark.tsx';
import { useShown } from './shown.ts';

const ICONS: Record<string, typeof Globe> = {
  database: Database,
  http: Globe,
  llm: MessagesSquare,
  clock: Clock,
  random: Dices,
  id: Dices,
  publish: Radio,
  subscribe: Radio,
};

/** What the step asked of the outside world, who performed it, and what it was told. */
export function Effects() {
  const detail = useShown();
  if (!detail) return <Loading what="Reading the effects" />;
  if (detail.effects.length === 0) return <p className={inspector.none}>Nothing outside was reached here.</p>;
  return (
    <div>
      {detail.effects.map((effect) => (
        <Effect key={effect.key} effect={effect} alone={detail.effects.length === 1} />
      ))}
    </div>
  );
}

function Effect({ effect, alone }: { readonly effect: EffectRow; readonly alone: boolean }) {
  const ranged = useDebugger((state) => state.range !== null);
  const Icon = ICONS[effect.type] ?? Globe;
  const { reference, direct } = effect;
  const sameRequest = reference && direct ? sameValue(reference.request, direct.request) : true;
  const sameAnswer = reference && direct ? sameValue(reference.answer ?? null, direct.answer ?? null) : true;
  const values = (
    <>
      <Exchange title="request" same={sameRequest} values={[reference?.request, direct?.request]} />
      <Exchange
        title="answer"
        same={sameAnswer}
        values={[reference?.answer ?? undefined, direct?.answer ?? undefined]}
      />
    </>
  );
  return (
    <details className={styles.effect} open={alone || !sameRequest}>
      <summary>
        <Icon size={13} aria-hidden="true" />
        <code>{effect.summary}</code>
        <small>{ranged ? stepName(effect.key.slice(0, effect.key.lastIndexOf('@'))) : effect.type}</small>
      </summary>
      {reference && <Side path="reference" cell={reference} />}
      {direct && <Side path="direct" cell={direct} />}
      {effect.type === 'llm' ? (
        <>
          <ModelExchange effect={effect} />
          <details className={styles.recorded}>
            <summary>As recorded</summary>
            {values}
          </details>
        </>
      ) : (
        values
      )}
    </details>
  );
}

function Side({ path, cell }: { readonly path: PathName; readonly cell: EffectCell }) {
  return (
    <div className={styles.side}>
      <SideMark path={path} />
      <span className={cell.ok === false ? styles.bad : undefined}>
        {cell.source || 'waiting'}
        {cell.ok === false && ' · failed'}
      </span>
      {cell.attempts.map((attempt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: attempts have no other name than their number
        <span key={index} className={styles.attempt} title={attempt.detail || undefined}>
          {cell.attempts.length > 1 && `${index + 1}. `}
          {attempt.outcome} {showDuration(attempt.durationUs)}
        </span>
      ))}
    </div>
  );
}

interface ExchangeProps {
  readonly title: string;
  readonly same: boolean;
  readonly values: readonly [EffectCell['request'] | undefined, EffectCell['request'] | undefined];
}

/** Once when both paths have the same, else each its own. */
function Exchange({ title, same, values }: ExchangeProps) {
  const shown = (same ? [values[0] ?? values[1]] : values).map(
    (value, index) => ({ value, path: index === 0 ? 'reference' : 'direct' }) as const,
  );
  return shown.map(
    ({ value, path }) =>
      value !== undefined && (
        <div key={path} className={cx(inspector.exchange, styles.exchange)}>
          <h3>
            {title}
            {!same && <SideMark path={path} />}
          </h3>
          <pre className={inspector.block}>{copyText(value)}</pre>
        </div>
      ),
  );
}
