import { Fragment } from 'react';
import { sameJson } from '../../../shared/llm/json.ts';
import type { Loss, Severity } from '../../../shared/llm/losses/loss.ts';
import { cx } from '../../components/cx.ts';
import styles from './LossList.module.css';
import { bySeverity } from './matrix.ts';
import { showJson } from './request-text.ts';
import severity from './Severity.module.css';

const MARKS: Readonly<Record<Severity, string>> = { high: '▲', medium: '◆', low: '•', none: '=' };

/** The weight of a loss as a shape: what is red or amber is also pointed. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return (
    <i className={styles.mark} aria-hidden="true">
      {MARKS[severity]}
    </i>
  );
}

const NOTHING_LOST = 'Nothing is lost: every leaf of the request is in the bytes.';

interface Props {
  readonly losses: readonly Loss[];
  readonly label: string;
  /** What is said where there are none. */
  readonly none?: string;
}

/** Each loss with what was asked for, what the bytes say, why, and where the rule is written. */
export function LossList({ losses, label, none = NOTHING_LOST }: Props) {
  if (losses.length === 0) return <p className={styles.none}>{none}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by keyboard too
    <ul className={styles.list} aria-label={label} tabIndex={0}>
      {bySeverity(losses).map((loss) => (
        <li key={`${loss.class} ${loss.path} ${loss.reason}`}>
          <em
            className={cx(severity.badge, severity[loss.severity], styles.class)}
            title={`Severity ${loss.severity}`}
          >
            <SeverityMark severity={loss.severity} />
            {loss.class}
          </em>
          <div className={styles.what}>
            <code className={styles.path}>
              <Path path={loss.path || '/'} />
            </code>
            <p className={styles.change}>
              <code title={showJson(loss.before, 2000)}>{word(loss.before, 'left open')}</code>
              {!sameJson(loss.before, loss.after) && (
                <>
                  <span aria-hidden="true"> → </span>
                  <span className="visually-hidden">becomes </span>
                  <code title={showJson(loss.after, 2000)}>{word(loss.after, 'nothing')}</code>
                </>
              )}
              {!loss.explicit && <small>not set by the caller</small>}
            </p>
            <p className={styles.reason}>
              <Prose text={loss.reason} />
              {loss.source !== null && (
                <>
                  {' '}
                  <cite>{loss.source}</cite>
                </>
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** A JSON pointer, which breaks at its slashes. */
export function Path({ path }: { readonly path: string }) {
  return path.split('/').map((step, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the path
    <Fragment key={i}>
      {i > 0 && '/'}
      <wbr />
      {step}
    </Fragment>
  ));
}

/** A sentence with `code` in backticks. */
function Prose({ text }: { readonly text: string }) {
  return text.split('`').map((piece, i) => (i % 2 === 1 ? <code key={piece}>{piece}</code> : piece));
}

/** `absent`: what null is here. */
function word(value: unknown, absent: string): string {
  return value === null ? absent : showJson(value, 80);
}
