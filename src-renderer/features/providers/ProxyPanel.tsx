import { useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Failed, Loading } from '../../components/States.tsx';
import styles from './Proxy.module.css';
import { ProxyAddresses } from './ProxyAddresses.tsx';
import { ProxyCalls } from './ProxyCalls.tsx';
import { ProxyForm } from './ProxyForm.tsx';
import { followProxy, useProxy } from './proxy-store.ts';

/** The switch of the recording proxy, what to paste where, and the calls that it recorded. */
export function ProxyPanel() {
  const { view, options, failure } = useProxy();
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks anew
  useEffect(() => followProxy(), [tries]);
  if (failure)
    return (
      <Failed
        message={failure.message}
        actions={<Button onClick={() => setTries(tries + 1)}>Try again</Button>}
      />
    );
  if (!view || !options) return <Loading what="Asking for the proxy" />;
  return (
    <div className={styles.proxy}>
      {view.running ? <ProxyAddresses running={view.running} /> : <ProxyForm options={options} />}
      <ProxyCalls calls={view.calls} running={view.running !== null} />
    </div>
  );
}
