import { useEffect, useRef } from 'react';
import { PROVIDERS_TABS } from '../../app/address.ts';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Failed, Loading } from '../../components/States.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { Compose } from './Compose.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { Lanes } from './Lanes.tsx';
import { Losses } from './Losses.tsx';
import { useLanes } from './lanes-store.ts';
import { ProviderDialog } from './ProviderDialog.tsx';
import { ProviderSettings } from './ProviderSettings.tsx';
import styles from './Providers.module.css';
import { ProxyPanel } from './ProxyPanel.tsx';
import { followSettings, keepNow, loadProviders, useProviders } from './providers-store.ts';
import { RequestBar } from './RequestBar.tsx';

/** One request for many language models: what each wire cannot carry, and what each model answers. */
export function Providers() {
  const tab = useNavigation(({ address }) => (address.view === 'providers' ? address.tab : 'request'));
  const ready = useProviders(({ catalogue }) => catalogue !== null);
  const failure = useProviders((state) => state.failure);
  useEffect(() => {
    void loadProviders();
    const stop = followSettings();
    window.addEventListener('beforeunload', keepNow);
    return () => {
      window.removeEventListener('beforeunload', keepNow);
      keepNow();
      stop();
    };
  }, []);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // The keys are not for nothing where a view was left by them; the other tabs have first places of their own.
    if (ready && (tab === 'request' || tab === 'proxy') && document.activeElement === document.body)
      section.current?.querySelector<HTMLElement>('[role="tab"][data-state="active"]')?.focus();
  }, [ready, tab]);
  if (failure)
    return (
      <Failed
        message={failure.message}
        actions={<Button onClick={() => void loadProviders()}>Try again</Button>}
      />
    );
  if (!ready) return <Loading what="Reading the providers" />;
  return (
    <section ref={section} className={styles.providers} aria-label="Providers">
      <RequestBar />
      <Tabs
        label="Providers"
        value={tab}
        onChange={(id) =>
          navigate({
            view: 'providers',
            tab: PROVIDERS_TABS.find((one) => one === id) ?? 'request',
            ...(id === 'lanes' ? { run: useLanes.getState().run?.id ?? null } : {}),
          })
        }
        tabs={[
          { id: 'request', title: 'Request', content: <Compose /> },
          { id: 'losses', title: 'What would it lose', content: <Losses /> },
          { id: 'lanes', title: 'Lanes', content: <Lanes /> },
          { id: 'proxy', title: 'Proxy', content: <ProxyPanel /> },
          { id: 'settings', title: 'Providers', content: <ProviderSettings /> },
        ]}
      />
      <ImportDialog />
      <ProviderDialog />
    </section>
  );
}
