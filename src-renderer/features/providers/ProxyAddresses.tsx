import { Copy } from 'lucide-react';
import type { LlmProxyRunning } from '../../../shared/api/llm-proxy.ts';
import { runAction } from '../../app/actions.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { Dot } from '../../components/Dot.tsx';
import styles from './Proxy.module.css';
import { copyText, useProxy } from './proxy-store.ts';

/** The proxy runs: what to paste into which program. */
export function ProxyAddresses({ running }: { readonly running: LlmProxyRunning }) {
  const busy = useProxy((state) => state.busy);
  const { url, to, losses } = running;
  const rows = [
    ['OpenAI SDKs, base URL', `${url}/v1`],
    ['Anthropic SDKs, base URL', url],
    ['Both, by the environment', `OPENAI_BASE_URL=${url}/v1 ANTHROPIC_BASE_URL=${url}`],
  ] as const;
  return (
    <section className={styles.form} aria-label="Recording proxy">
      <div className={styles.running}>
        <p role="status">
          <Dot tone="ok" />
          The proxy records at {url}
          <span>
            to {to.length === 0 ? 'the model that each client names' : to.join(', then ')} · losses: {losses}
          </span>
        </p>
        <Button onClick={() => runAction('llm.proxy.stop')} disabled={busy}>
          Stop the proxy
        </Button>
      </div>
      <dl className={styles.addresses}>
        {rows.map(([what, text]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <code>{text}</code>
              <IconButton label={`Copy: ${what}`} onClick={() => copyText(text, what)}>
                <Copy size={13} aria-hidden="true" />
              </IconButton>
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles.lead}>
        Keys are read here: what a client sends as its key is ignored. Answers say in x-parallax-* headers
        which trace holds them.
      </p>
    </section>
  );
}
