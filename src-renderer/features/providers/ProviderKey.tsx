import { useState } from 'react';
import type { LlmProviderView } from '../../../shared/api/llm.ts';
import { runAction } from '../../app/actions.ts';
import { Button } from '../../components/Button.tsx';
import { Dot, type DotTone } from '../../components/Dot.tsx';
import styles from './ProviderSettings.module.css';
import { useProviders } from './providers-store.ts';
import { KEY_FIELD, keyCanBeGiven, removeKey, setKey } from './settings-store.ts';

/** Each state of a key: how it looks, and in one word. */
export const KEY_STATES: Readonly<
  Record<LlmProviderView['key'], { readonly tone: DotTone; readonly short: string }>
> = {
  none: { tone: 'idle', short: 'no key needed' },
  environment: { tone: 'ok', short: 'key set' },
  keychain: { tone: 'ok', short: 'key kept' },
  missing: { tone: 'warn', short: 'key missing' },
  untrusted: { tone: 'warn', short: 'not trusted' },
};

/** Where a provider's key comes from, and what can be done about it. Nothing gives a key back. */
export function ProviderKey({ provider }: { readonly provider: LlmProviderView }) {
  const keychain = useProviders(({ catalogue }) => catalogue?.keychain ?? false);
  const { id, key } = provider;
  const [typed, setTyped] = useState('');
  return (
    <div className={styles.key}>
      <p>
        <Dot tone={KEY_STATES[key].tone} />
        {sentence(provider, keychain)}
      </p>
      {key === 'untrusted' && (
        <Button onClick={() => runAction('workspace.trust')}>Trust this workspace</Button>
      )}
      {key === 'keychain' && <Button onClick={() => void removeKey(id)}>Forget the key</Button>}
      {keyCanBeGiven(provider) && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void setKey(id, typed);
            setTyped('');
          }}
        >
          <input
            id={KEY_FIELD}
            type="password"
            aria-label={`Key of ${provider.name}`}
            placeholder="Paste a key"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit" disabled={typed.trim() === ''}>
            Keep it in the keychain
          </Button>
        </form>
      )}
    </div>
  );
}

function sentence({ key, keyFrom }: LlmProviderView, keychain: boolean): string {
  switch (key) {
    case 'none':
      return 'It needs no key.';
    case 'environment':
      return `Its key comes from the environment: ${keyFrom}.`;
    case 'keychain':
      return "Its key is in the system's keychain.";
    case 'missing':
      return keychain
        ? `It has no key: keep one in the system's keychain, or set ${keyFrom} before Parallax starts.`
        : `It has no key: set ${keyFrom} before Parallax starts.`;
    case 'untrusted':
      return 'This workspace is not trusted with keys.';
  }
}
