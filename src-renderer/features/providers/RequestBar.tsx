import { Asterisk } from 'lucide-react';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import { runAction } from '../../app/actions.ts';
import { navigate } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Select } from '../../components/Inputs.tsx';
import styles from './Providers.module.css';
import { openExample, setRequest, useProviders } from './providers-store.ts';
import { setFields, summary, toggleRequired } from './request-text.ts';

/** The request in one look; a press on a field says that it must arrive. */
export function RequestBar() {
  const { name, edited, request, problem, examples, lanes } = useProviders();
  const listed = !edited && examples.some((one) => one.name === name);
  return (
    <header className={styles.bar}>
      <div className={styles.about}>
        <h2>
          {name || 'Request'}
          {edited && ', edited'}{' '}
          <span>{request && problem === null ? summary(request) : notReadable(request)}</span>
        </h2>
        {request && (
          <ul className={styles.chips} aria-label="Fields that are set">
            {setFields(request).map(({ path, text }) => {
              const must = request.required?.includes(path) ?? false;
              return (
                <li key={path}>
                  <button
                    type="button"
                    className={cx(styles.chip, must && styles.must)}
                    aria-pressed={must}
                    // It would put the newest request that could be read in the place of the JSON.
                    disabled={problem !== null}
                    title={must ? `${path} must arrive` : `Press if ${path} must arrive`}
                    onClick={() => setRequest(toggleRequired(request, path))}
                  >
                    {text}
                    {must && <Asterisk size={11} aria-label="must arrive" />}
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </div>
      <div className={styles.actions}>
        {examples.length > 0 && (
          <Select
            id="llm-example"
            label="Example"
            value={listed ? name : ''}
            options={[
              ...(listed ? [] : [{ value: '', label: 'Examples' }]),
              ...examples.map((one) => ({ value: one.name, label: one.name })),
            ]}
            onChange={(example) => void openExample(example)}
          />
        )}
        <Button onClick={() => runAction('llm.import')}>Import…</Button>
        <Button
          {...(lanes.length === 0 ? { tone: 'primary' as const } : {})}
          onClick={() => navigate({ view: 'providers', tab: 'losses' })}
        >
          What would it lose?
        </Button>
        {lanes.length > 0 && (
          <Button tone="primary" title={lanes.join(', ')} onClick={() => runAction('llm.run')}>
            {lanes.length === 1 ? 'Run 1 lane' : `Run ${lanes.length} lanes`}
          </Button>
        )}
      </div>
    </header>
  );
}

function notReadable(before: ChatRequest | null): string {
  return `the JSON cannot be read${before ? ': losses are those of the request before' : ''}`;
}
