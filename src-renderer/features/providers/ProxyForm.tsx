import { LLM_ROUTES, type LlmProxyOptions, type LlmRoute } from '../../../shared/api/llm-proxy.ts';
import { POLICIES } from '../../../shared/llm/losses/policy.ts';
import { runAction } from '../../app/actions.ts';
import { Button } from '../../components/Button.tsx';
import { Chip, Chips } from '../../components/Chips.tsx';
import { cx } from '../../components/cx.ts';
import { Choice, FieldRow, Select, TextInput } from '../../components/Inputs.tsx';
import { useWorkspace } from '../explorer/workspace-store.ts';
import styles from './Proxy.module.css';
import { ProxyWeight } from './ProxyWeight.tsx';
import { useProviders } from './providers-store.ts';
import { isPort, setOptions, useProxy } from './proxy-store.ts';

const ROUTES: Readonly<Record<LlmRoute, string>> = {
  primary: 'in this order',
  weighted: 'by chance',
  latency: 'the quickest',
  loss: 'who loses least',
};

/** How the proxy will run, and the button that starts it. */
export function ProxyForm({ options }: { readonly options: LlmProxyOptions }) {
  const { problem, busy } = useProxy();
  const trusted = useWorkspace(({ view }) => view?.trusted);
  const demo = useProviders(({ catalogue }) => catalogue?.demo);
  const { port, to, route, losses } = options;
  const badPort = !isPort(port);
  return (
    <form
      className={styles.form}
      aria-label="Recording proxy"
      onSubmit={(event) => {
        event.preventDefault();
        if (!badPort) runAction('llm.proxy.start');
      }}
    >
      <p className={styles.lead}>
        Point a program's base URL at the proxy: each of its calls is carried to the model you choose here and
        recorded as a trace, with what the other wire could not carry.
      </p>
      <div className={styles.fields}>
        <FieldRow
          label="Port on 127.0.0.1"
          htmlFor="proxy-port"
          hint="0: any free one"
          problem={badPort ? 'It takes a number from 0 to 65535.' : null}
        >
          <TextInput
            id="proxy-port"
            mono
            value={Number.isNaN(port) ? '' : String(port)}
            invalid={badPort}
            onChange={(text) => setOptions({ port: text.trim() === '' ? Number.NaN : Number(text) })}
          />
        </FieldRow>
        <Targets options={options} />
        {to.length > 1 && (
          <FieldRow label="Asked first" htmlFor="proxy-route" hint="the others when it fails">
            <Select
              id="proxy-route"
              value={route}
              options={LLM_ROUTES.map((value) => ({ value, label: ROUTES[value] }))}
              onChange={(value) =>
                setOptions({ route: LLM_ROUTES.find((one) => one === value) ?? 'primary' })
              }
            />
          </FieldRow>
        )}
        <div className={styles.policy}>
          <span>Losses</span>
          <Choice
            label="Losses of the proxy"
            value={losses}
            options={POLICIES.map((value) => ({ value, label: value }))}
            onChange={(value) => setOptions({ losses: value })}
          />
        </div>
      </div>
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {trusted === false && (
        <p className={cx(styles.problem, styles.caution)}>
          This workspace is not trusted with keys: only models that need none will answer.{' '}
          <Button onClick={() => runAction('workspace.trust')}>Trust this workspace</Button>
        </p>
      )}
      <div className={styles.start}>
        <Button type="submit" tone="primary" disabled={busy || badPort}>
          Start the proxy
        </Button>
        {demo === false && (
          <Button tone="quiet" onClick={() => runAction('llm.demo')}>
            Start the demo models
          </Button>
        )}
      </div>
    </form>
  );
}

/** Whom the proxy asks, in their order; nobody: the model that each client names. */
function Targets({ options }: { readonly options: LlmProxyOptions }) {
  const { to, route, weights } = options;
  const catalogue = useProviders((state) => state.catalogue);
  const known = catalogue?.providers.flatMap(({ models }) => models.map(({ target }) => target)) ?? [];
  return (
    <FieldRow label="Carried to" htmlFor="proxy-to">
      <Chips>
        {to.map((target) => (
          <Chip
            key={target}
            remove={`Carry no calls to ${target}`}
            onRemove={() => {
              const { [target]: _, ...left } = weights;
              setOptions({ to: to.filter((one) => one !== target), weights: left });
            }}
          >
            {target}
            {route === 'weighted' && to.length > 1 && <ProxyWeight target={target} options={options} />}
          </Chip>
        ))}
        <Select
          id="proxy-to"
          value=""
          options={[
            { value: '', label: to.length === 0 ? 'the model that the client names' : 'and, when it fails…' },
            ...known
              .filter((target) => !to.includes(target))
              .map((target) => ({ value: target, label: target })),
          ]}
          onChange={(target) => target !== '' && setOptions({ to: [...to, target] })}
        />
      </Chips>
    </FieldRow>
  );
}
