import type { CauseKind, Reservation, WhyLink, WhyView } from '../../../shared/api/history.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { cx } from '../../components/cx.ts';
import { Value } from '../../components/Value.tsx';
import { SideMark } from '../debugger/SideMark.tsx';
import styles from './History.module.css';
import { goToLink } from './history-store.ts';
import { moveInList } from './list-keys.ts';

const CAUSES: Readonly<Record<CauseKind, string>> = {
  step: 'made here',
  input: 'different inputs',
  answer: 'answered differently',
  decision: 'decided differently',
  missing: 'only on one path',
  none: 'no difference',
};

/** The first step whose inputs agree and outputs do not, in a sentence, and the way from it to what was asked about. */
export function Why({ why }: { readonly why: WhyView }) {
  return (
    <div className={styles.scroll}>
      <p className={styles.sentence} role="status">
        {why.sentence}
      </p>
      {why.others > 0 && (
        <p className={styles.note}>
          {why.others === 1
            ? 'One other first difference leads'
            : `${why.others} other first differences lead`}{' '}
          here, too.
        </p>
      )}
      {why.cause !== 'none' && (
        <ol className={styles.list} aria-label="Chain of causes" onKeyDown={moveInList}>
          {why.chain.map((link, i) => (
            <li key={`${link.events.reference ?? '-'} ${link.events.direct ?? '-'} ${link.label}`}>
              <button
                type="button"
                className={cx(styles.link, link.reservation ? styles.accepted : i === 0 && styles.cause)}
                onClick={() => goToLink(link.events)}
              >
                <span className={styles.what}>
                  <b>{link.step === '' ? 'the node' : link.step.split('/').at(-1)}</b>
                  <i title={link.summary}>{link.summary}</i>
                  {i === 0 && <em>{CAUSES[why.cause]}</em>}
                  {link.reservation && <em>≈ {reservationWord(link.reservation)}</em>}
                </span>
                <Output link={link} />
                <Inputs inputs={link.inputs} />
              </button>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function reservationWord(reservation: Reservation): string {
  return reservation.status === 'accepted' ? `accepted by ${reservation.rule}` : 'not compared';
}

function Output({ link }: { readonly link: WhyLink }) {
  return (
    <span className={styles.output}>
      <i>{link.label}</i>
      <Side path="reference" value={link.reference} />
      <Side path="direct" value={link.direct} />
    </span>
  );
}

function Side({
  path,
  value,
}: {
  readonly path: 'reference' | 'direct';
  readonly value: Canonical | undefined;
}) {
  return (
    <span className={styles.now}>
      <SideMark path={path} named={false} />
      {value === undefined ? <span className={styles.absent}>nothing</span> : <Value value={value} />}
    </span>
  );
}

function Inputs({ inputs }: { readonly inputs: WhyLink['inputs'] }) {
  return (
    <span className={styles.from}>
      {inputs.map(({ label, reference, direct, differs, reservation }, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: two questions may be worded alike; nothing moves
          key={`${i} ${label}`}
          className={reservation ? styles.reserved : differs ? styles.unlike : undefined}
          title={reservation ? reservationWord(reservation) : undefined}
        >
          <i>{label}</i> {reservation ? '≈' : differs ? '≠' : '='}{' '}
          {reference === undefined ? 'nothing' : <Value value={reference} />}
          {differs && (direct === undefined ? ' nothing' : <Value value={direct} />)}
        </span>
      ))}
    </span>
  );
}
