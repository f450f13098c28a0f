import type { EffectCell, EffectRow, ModelCell } from '../../../shared/api/view.ts';
import type { Json } from '../../../shared/llm/json.ts';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { RecordedLoss } from '../../../shared/trace/wire-losses.ts';
import { type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';
import { runAction } from '../../app/actions.ts';
import { Button } from '../../components/Button.tsx';
import { copyText, sameValue, showValue } from '../../components/values.ts';
import { LossList } from '../providers/LossList.tsx';
import { conversationOf } from './conversation.ts';
import inspector from './Inspector.module.css';
import styles from './ModelExchange.module.css';
import { SideMark } from './SideMark.tsx';

/** What a language model was asked and what it said, for people; the JSON of both stands below. */
export function ModelExchange({ effect }: { readonly effect: EffectRow }) {
  const { reference, direct } = effect;
  const request = (reference ?? direct)?.request;
  const sameQuestion = !reference || !direct || sameValue(reference.request, direct.request);
  const shared = reference && direct && sameAnswer(reference, direct);
  return (
    <div className={inspector.exchange}>
      {request !== undefined && sameQuestion && <Question request={request} />}
      {shared ? (
        <Answer cell={reference} path={null} />
      ) : (
        (
          [
            ['reference', reference],
            ['direct', direct],
          ] as const
        ).map(
          ([path, cell]) =>
            cell && (
              <div key={path}>
                {!sameQuestion && <Question request={cell.request} path={path} />}
                <Answer cell={cell} path={path} />
              </div>
            ),
        )
      )}
      <Button tone="quiet" onClick={() => runAction('llm.compose')}>
        Compose anew…
      </Button>
    </div>
  );
}

function sameAnswer(a: EffectCell, b: EffectCell): boolean {
  return (
    sameValue(a.answer ?? null, b.answer ?? null) && (a.model?.target ?? null) === (b.model?.target ?? null)
  );
}

function Question({ request, path }: { readonly request: Canonical; readonly path?: PathName }) {
  const { turns, settings } = conversationOf(request);
  return (
    <section aria-label="Conversation">
      {path && <SideMark path={path} />}
      <dl className={styles.turns}>
        {turns.map(({ role, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: turns have no other name than their number
          <div key={index}>
            <dt>{role}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {settings.length > 0 && <p className={styles.settings}>{settings.join(' · ')}</p>}
    </section>
  );
}

function Answer({ cell, path }: { readonly cell: EffectCell; readonly path: PathName | null }) {
  const { model } = cell;
  if (!model) return null;
  const losses = model.losses.filter(({ severity }) => severity !== 'none');
  return (
    <section className={styles.answer} aria-label={path === null ? 'Answer' : `Answer on the ${path} path`}>
      <p className={styles.head}>
        {path && <SideMark path={path} />}
        <b>{model.target ?? 'nobody was asked'}</b>
        <span>{factsOf(model)}</span>
      </p>
      {model.said !== null && <pre className={inspector.block}>{model.said}</pre>}
      {losses.length > 0 && (
        <details>
          <summary>
            {losses.length === 1 ? '1 loss' : `${losses.length} losses`}, fidelity {scoreOf(model)}
          </summary>
          <LossList losses={losses.map(plainLoss)} label={`Losses at ${model.target ?? 'the model'}`} />
        </details>
      )}
      {model.wire && (
        <details>
          <summary>Sent to {model.wire.url}</summary>
          <pre className={inspector.block}>{copyText(model.wire.body)}</pre>
        </details>
      )}
    </section>
  );
}

function factsOf({ tokens, finish, losses }: ModelCell): string {
  const count = (value: Canonical): string => (value === null ? '?' : showValue(value).text);
  const facts =
    tokens.input === null && tokens.output === null
      ? []
      : [`${count(tokens.input)} → ${count(tokens.output)} tokens`];
  if (finish !== null) facts.push(finish);
  if (losses.every(({ severity }) => severity === 'none')) facts.push('nothing lost');
  return facts.join(' · ');
}

function scoreOf({ score }: ModelCell): string {
  return score === null ? '–' : showValue(score).text;
}

function plainLoss(loss: RecordedLoss): Loss {
  return { ...loss, before: plain(loss.before), after: plain(loss.after) };
}

/** As JSON has it: a decimal is a number, what is sensitive its fingerprint. */
function plain(value: Canonical): Json {
  if (Array.isArray(value)) return value.map((each: Canonical) => plain(each));
  if (!isCanonicalObject(value)) return value as Json;
  const tagged = tagOf(value);
  if (tagged?.tag === '$decimal' || tagged?.tag === '$integer') return Number(tagged.payload);
  if (tagged) return showValue(value).text;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
