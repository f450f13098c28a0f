import { create } from 'zustand';
import type { LlmProxyCall, LlmProxyOptions, LlmProxyView } from '../../../shared/api/llm-proxy.ts';
import { api, type Failure, failureOf, type Stop } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { announce, toast } from '../../app/ui-store.ts';

/** The switch as it is, and how it will be set the next time. */
export interface ProxyState {
  /** null until it is known. */
  readonly view: LlmProxyView | null;
  readonly failure: Failure | null;
  /** null until it is known how it was kept. */
  readonly options: LlmProxyOptions | null;
  /** Why it could not be switched; null: it could. */
  readonly problem: string | null;
  readonly busy: boolean;
}

export const useProxy = create<ProxyState>(() => ({
  view: null,
  failure: null,
  options: null,
  problem: null,
  busy: false,
}));

/** Follows the proxy and its calls until it is stopped. */
export function followProxy(): Stop {
  useProxy.setState({ options: null });
  return api().watchLlmProxy(
    (view) => {
      const before = useProxy.getState().view;
      useProxy.setState(({ options }) => ({ view, options: options ?? view.options, failure: null }));
      const [newest] = view.calls;
      if (before && newest && newest.trace !== before.calls[0]?.trace)
        announce(`A call was recorded: ${wordOf(newest)}.`);
    },
    (failure) => useProxy.setState({ failure }),
  );
}

function wordOf({ model, target, error }: LlmProxyCall): string {
  const asked = model ?? 'a model';
  return error === null ? `${asked}, answered by ${target}` : `${asked} failed: ${error}`;
}

/** What can be started is kept with the workspace at once. */
export function setOptions(change: Partial<LlmProxyOptions>): void {
  const before = useProxy.getState().options;
  if (!before) return;
  const options = { ...before, ...change };
  useProxy.setState({ options, problem: null });
  if (isPort(options.port))
    api()
      .llmProxy.keep(options)
      .catch((error: unknown) => useProxy.setState({ problem: failureOf(error).message }));
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

export async function switchProxy(on: boolean): Promise<void> {
  navigate({ view: 'providers', tab: 'proxy' });
  useProxy.setState({ busy: true, problem: null });
  try {
    if (on) await api().llmProxy.start(useProxy.getState().options);
    else await api().llmProxy.stop();
  } catch (error) {
    useProxy.setState({ problem: failureOf(error).message });
  }
  useProxy.setState({ busy: false });
}

export function copyText(text: string, what: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast('info', `${what} is copied.`),
    () => toast('error', `It could not be copied: ${text}`),
  );
}
