import { useRef } from 'react';
import { runAction } from '../../app/actions.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Dot } from '../../components/Dot.tsx';
import { moveFocus } from '../../components/move-focus.ts';
import { Loading } from '../../components/States.tsx';
import { useFirstFocus } from '../../components/use-first-focus.ts';
import { ProviderDetail } from './ProviderDetail.tsx';
import { KEY_STATES } from './ProviderKey.tsx';
import styles from './ProviderSettings.module.css';
import { useProviders } from './providers-store.ts';
import { useSettings } from './settings-store.ts';

/** The providers of this workspace: what they speak, their keys, limits and models; and others, added. */
export function ProviderSettings() {
  const catalogue = useProviders((state) => state.catalogue);
  const chosen = useSettings((state) => state.chosen);
  const provider = catalogue?.providers.find(({ id }) => id === chosen) ?? catalogue?.providers[0];
  const shown = useRef<HTMLButtonElement>(null);
  useFirstFocus(shown, provider?.id);
  if (!catalogue) return <Loading what="Reading the providers" />;
  const { providers, problems, demo } = catalogue;
  return (
    <div className={styles.settings}>
      <nav className={styles.side} aria-label="Providers of this workspace">
        <div className={styles.tools}>
          <Button onClick={() => runAction('llm.provider.add')}>Add a provider…</Button>
          {!demo && (
            <Button tone="quiet" onClick={() => runAction('llm.demo')}>
              Start the demo models
            </Button>
          )}
        </div>
        <ul
          className={styles.list}
          onKeyDown={(event) => moveFocus(event, event.currentTarget.querySelectorAll('button'))}
        >
          {providers.map(({ id, name, key, own }) => (
            <li key={id}>
              <button
                ref={id === provider?.id ? shown : undefined}
                type="button"
                aria-current={id === provider?.id}
                className={cx(id === provider?.id && styles.chosen)}
                onClick={() => useSettings.setState({ chosen: id })}
              >
                <Dot tone={KEY_STATES[key].tone} />
                <span>{name}</span>
                {own !== null && <small>{own.extends === undefined ? 'changed' : 'added'}</small>}
                <small>{KEY_STATES[key].short}</small>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.main}>
        {problems.map((problem) => (
          <p key={problem} className={styles.problem} role="alert">
            {problem}
          </p>
        ))}
        {provider && <ProviderDetail key={provider.id} provider={provider} />}
      </div>
    </div>
  );
}
