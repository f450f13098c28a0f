import { Copy, Diamond } from 'lucide-react';
import type { Divergence } from '../../../shared/trace/comparison.ts';
import { showPanel } from '../../app/docking.ts';
import { toast } from '../../app/ui-store.ts';
import { Button } from '../../components/Button.tsx';
import { Card, Fact, Facts } from '../../components/Card.tsx';
import { Value } from '../../components/Value.tsx';
import { copyText } from '../../components/values.ts';
import { showWhyDivergence } from '../history/history-store.ts';
import { openAccept } from '../ledger/ledger-store.ts';
import { isAcceptable } from '../ledger/rule-draft.ts';
import styles from './DivergenceCard.module.css';
import { reveal, select, useDebugger } from './debugger-store.ts';
import { SideMark } from './SideMark.tsx';
import { usedVariables } from './used-variables.ts';

/** In one sentence: where the paths part, and what differs there. */
export function DivergenceCard() {
  const divergences = useDebugger(({ view }) => view?.divergences);
  const selected = useDebugger((state) => state.shown);
  const hasBoth = useDebugger(({ view }) => view?.paths.reference !== null && view?.paths.direct !== null);
  const first = divergences?.[0];
  if (!first) return null;
  // On a later divergence the card speaks of that one.
  const shown = divergences.find((one) => one.row === selected) ?? first;
  const later = divergences.length - 1;
  const go = () => {
    reveal(first.row);
    select(first.row);
  };
  const copy = () => {
    navigator.clipboard.writeText(asText(shown)).then(
      () => toast('info', 'Copied.'),
      () => toast('error', 'The browser did not allow copying.'),
    );
  };
  return (
    <Card
      label={shown === first ? 'First divergence' : 'Later divergence'}
      tone="bad"
      icon={<Diamond size={11} fill="currentColor" aria-hidden="true" />}
      title={titleOf(shown, first)}
      aside={
        <button type="button" className={styles.copy} onClick={copy} aria-label="Copy this divergence">
          <Copy size={13} aria-hidden="true" />
        </button>
      }
      actions={
        <>
          {selected !== first.row && (
            <Button tone="primary" onClick={go}>
              {shown === first ? 'Go to step' : 'Go to the first'}
            </Button>
          )}
          {hasBoth && (
            <Button
              aria-label="Why do these differ?"
              title="Why do these differ?"
              onClick={() => showWhyDivergence(divergences.indexOf(shown), shown.path)}
            >
              Why?
            </Button>
          )}
          {isAcceptable(shown) && <Button onClick={() => void openAccept(shown)}>Accept…</Button>}
          {later > 0 && (
            <Button title="Show the later divergences" onClick={() => showPanel('divergences')}>
              {later} later
            </Button>
          )}
        </>
      }
    >
      <p>
        <Sentence divergence={shown} />
      </p>
      <Facts>
        {(['reference', 'direct'] as const).map((path) => (
          <Fact key={path} name={<SideMark path={path} />}>
            {shown.kind === 'missing' && shown.events[path] === null ? (
              <i>nothing here</i>
            ) : (
              <Value value={shown[path]} />
            )}
          </Fact>
        ))}
        <Inputs divergence={shown} />
        <Fact name="rule">
          {shown.rule.replaceAll('_', ' ')}
          {shown.path && ` of ${shown.path}`}
        </Fact>
      </Facts>
    </Card>
  );
}

function titleOf(shown: Divergence, first: Divergence): string {
  if (shown === first) return 'First divergence';
  return shown.relation === 'consequence' ? 'Later, as a consequence' : 'Later, independent';
}

/** The message, with the step's name and what differs set off from it. */
function Sentence({ divergence }: { readonly divergence: Divergence }) {
  const name = divergence.step.split('/').at(-1) ?? '';
  const { message } = divergence;
  if (name === '' || !message.startsWith(name)) return message;
  return (
    <>
      <b>{name}</b>
      {message.slice(name.length)}
    </>
  );
}

/** The variables that the step reads, where both paths agree on them: the difference was made here. */
function Inputs({ divergence }: { readonly divergence: Divergence }) {
  const detail = useDebugger((state) => state.detail);
  const sources = useDebugger((state) => state.sources);
  if (!detail || detail.row !== divergence.row || !sources) return null;
  const used = usedVariables(sources.node, divergence.step, detail.variables).slice(0, 4);
  if (used.length === 0) return null;
  return (
    <Fact name="inputs" wraps>
      {used.map((variable) => (
        <span key={variable.name}>
          <span className={styles.input}>{variable.name}</span>{' '}
          {variable.reference !== undefined && <Value value={variable.reference} />}
        </span>
      ))}
    </Fact>
  );
}

function asText(divergence: Divergence): string {
  const side = (path: 'reference' | 'direct') =>
    divergence.events[path] === null ? 'nothing' : copyText(divergence[path]);
  return [
    divergence.message,
    `step: ${divergence.step} (${divergence.occ})`,
    `field: ${divergence.path}`,
    `reference: ${side('reference')}`,
    `direct: ${side('direct')}`,
    `rule: ${divergence.rule}`,
  ].join('\n');
}
