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
  readonly options: LlmProxyOptions;
  /** Why it could not be switched; null: it could. */
  readonly problem: string | null;
  readonly busy: boolean;
}

export const useProxy = create<ProxyState>(() => ({
  view: null,
  failure: null,
  options: { port: 4700, to: [], route: 'primary', losses: 'warn' },
  problem: null,
  busy: false,
}));

/** Follows the proxy and its calls until it is stopped. */
export function followProxy(): Stop {
  return api().watchLlmProxy(
    (view) => {
      const before = useProxy.getState().view;
      useProxy.setState({ view, failure: null });
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

export function setOptions(change: Partial<LlmProxyOptions>): void {
  useProxy.setState(({ options }) => ({ options: { ...options, ...change }, problem: null }));
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
