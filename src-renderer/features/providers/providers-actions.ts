import type { Action } from '../../app/action.ts';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { cancelLanes, startLanes, useLanes } from './lanes-store.ts';
import { startDemo, useProviders } from './providers-store.ts';

export const providersActions: readonly Action[] = [
  {
    id: 'go.providers',
    title: 'Show language models: compose a request',
    group: 'Go',
    run: () => navigate({ view: 'providers', tab: 'request' }),
  },
  {
    id: 'llm.losses',
    title: 'What would each model lose of the request?',
    group: 'Models',
    keys: 'L',
    enabled: () => useNavigation.getState().address.view === 'providers',
    run: () => navigate({ view: 'providers', tab: 'losses' }),
  },
  {
    id: 'llm.run',
    title: 'Run the request on the chosen models',
    group: 'Models',
    keys: 'Ctrl+Enter',
    enabled: () =>
      useNavigation.getState().address.view === 'providers' && useProviders.getState().lanes.length > 0,
    run: () => void startLanes(),
  },
  {
    id: 'llm.demo',
    title: 'Start the demo models: no key, no network',
    group: 'Models',
    enabled: () => useProviders.getState().catalogue?.demo === false,
    run: () => void startDemo(),
  },
  {
    id: 'llm.cancel',
    title: 'Cancel all lanes',
    group: 'Models',
    enabled: () => useLanes.getState().run?.ended === false,
    run: () => cancelLanes(null),
  },
  {
    id: 'llm.import',
    title: 'Import a request: curl, or JSON in any dialect…',
    group: 'Models',
    run: () => {
      navigate({ view: 'providers', tab: 'request' });
      useProviders.setState({ importing: true });
    },
  },
  {
    id: 'llm.settings',
    title: 'Show providers and their models',
    group: 'Models',
    run: () => navigate({ view: 'providers', tab: 'settings' }),
  },
];
