import { DEMO_NOWHERE, demoProviders } from '../../../shared/llm/providers/demo.ts';
import { providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { LlmBackend, LlmCalls } from '../../effects/llm.ts';
import { systemClock } from '../clock.ts';
import { Gates } from '../gate.ts';
import { namesOf } from './names.ts';
import type { LlmBackendOptions } from './options.ts';

/** Carries `llm` effects to the workspace's providers. What calls them is loaded with the first call: most runs make none. */
export function createLlmBackend(options: LlmBackendOptions): LlmBackend {
  const known = providerRegistry([...demoProviders(DEMO_NOWHERE), ...options.providers]);
  // What an account allows is the same for all runs, and in real time.
  const gates = new Gates(systemClock);
  const open = async (): Promise<LlmCalls> => {
    const { ProviderCalls } = await import('./calls.ts');
    return new ProviderCalls(options, known, gates);
  };
  return {
    targets: (asked) => namesOf(asked, options, known),
    open: () => {
      let calls: Promise<LlmCalls> | undefined;
      return {
        perform: async (...asked) => {
          calls ??= open();
          return (await calls).perform(...asked);
        },
        close: async () => (await calls)?.close(),
      };
    },
  };
}
