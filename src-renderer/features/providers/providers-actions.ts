import { type LlmProviderView, MOST_LANES } from '../../../shared/api/llm.ts';
import { POLICIES } from '../../../shared/llm/losses/policy.ts';
import type { Action } from '../../app/action.ts';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { useWorkspace } from '../explorer/workspace-store.ts';
import { composeFromRun, composeRecorded, openImport } from './import-store.ts';
import {
  BELOW_TABS,
  type BelowTab,
  cancelLanes,
  commonRequest,
  deleteRun,
  exportRun,
  isUnderWay,
  rerunCommon,
  showBelow,
  startLanes,
  useLanes,
} from './lanes-store.ts';
import { setPolicy, startDemo, useProviders } from './providers-store.ts';
import { switchProxy } from './proxy-store.ts';
import {
  canBeEdited,
  chosenProvider,
  editProvider,
  KEY_FIELD,
  keyCanBeGiven,
  removeKey,
  removeProvider,
  testTargets,
} from './settings-store.ts';

function settingsShown(): boolean {
  const { address } = useNavigation.getState();
  return address.view === 'providers' && address.tab === 'settings';
}

/** The provider that is looked at. */
function shownProvider(): LlmProviderView | undefined {
  return settingsShown() ? chosenProvider() : undefined;
}

/** An action on the provider that is looked at, where it can be done to that one. */
function onProvider(
  { id, title }: Pick<Action, 'id' | 'title'>,
  can: (provider: LlmProviderView) => boolean,
  run: (provider: LlmProviderView) => void,
): Action {
  return {
    id,
    title,
    group: 'Models',
    enabled: () => {
      const provider = shownProvider();
      return provider !== undefined && can(provider);
    },
    run: () => {
      const provider = shownProvider();
      if (provider) run(provider);
    },
  };
}

/** A lane by its place, from 0; its title says whose it is. */
function cancelLane(index: number): Action {
  const lane = () => useLanes.getState().run?.lanes[index];
  return {
    id: `llm.cancel.${index + 1}`,
    get title() {
      return `Cancel lane ${index + 1}: ${lane()?.target ?? 'there is none'}`;
    },
    group: 'Models',
    enabled: () => isUnderWay(lane()),
    run: () => {
      const target = lane()?.target;
      if (target !== undefined) cancelLanes(target);
    },
  };
}

/** The run of lanes that is looked at. */
function openLanes() {
  const { address } = useNavigation.getState();
  return address.view === 'providers' && address.tab === 'lanes' ? useLanes.getState().run : null;
}

function openComparison(): string | null {
  const { address } = useNavigation.getState();
  return address.view === 'comparison' ? address.comparison : null;
}

const BETWEEN: Readonly<Record<BelowTab, string>> = {
  answers: 'Compare the answers of the lanes',
  requests: 'Compare the effective requests of the lanes',
  settings: 'Compare the settings of the lanes',
  stream: 'Compare the streams of the lanes',
};

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
    keyed: () => useNavigation.getState().address.view === 'providers',
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
  ...Array.from({ length: MOST_LANES }, (_, index) => cancelLane(index)),
  {
    id: 'llm.lanes',
    title: 'Show the lanes',
    group: 'Models',
    run: () => navigate({ view: 'providers', tab: 'lanes', run: useLanes.getState().run?.id ?? null }),
  },
  ...BELOW_TABS.map(
    (below): Action => ({
      id: `llm.between.${below}`,
      title: BETWEEN[below],
      group: 'Models',
      enabled: () => (openLanes()?.lanes.length ?? 0) > 1,
      run: () => showBelow(below),
    }),
  ),
  ...POLICIES.map(
    (policy): Action => ({
      id: `llm.policy.${policy}`,
      title: `Losses of requests: ${policy}`,
      group: 'Models',
      enabled: () => {
        const { catalogue, policy: before } = useProviders.getState();
        return catalogue !== null && before !== policy;
      },
      run: () => setPolicy(policy),
    }),
  ),
  {
    id: 'llm.rerun',
    title: 'Run the lanes again with what all of them support',
    group: 'Models',
    enabled: () => {
      const lanes = openLanes();
      return lanes !== null && commonRequest(lanes) !== null;
    },
    run: () => void rerunCommon(),
  },
  {
    id: 'llm.export.markdown',
    title: 'Export the report of the lanes as Markdown',
    group: 'Models',
    enabled: () => openLanes() !== null,
    run: () => void exportRun('markdown'),
  },
  {
    id: 'llm.export.json',
    title: 'Export the report of the lanes as JSON',
    group: 'Models',
    enabled: () => openLanes() !== null,
    run: () => void exportRun('json'),
  },
  {
    id: 'llm.delete',
    title: 'Delete the run of the lanes',
    group: 'Models',
    enabled: () => openLanes()?.ended === true,
    run: () => void deleteRun(),
  },
  {
    id: 'llm.import',
    title: 'Import a request: curl, or JSON in any dialect…',
    group: 'Models',
    run: () => openImport('text'),
  },
  {
    id: 'llm.import.recorded',
    title: 'Compose a recorded request anew: of lanes, the proxy, or a step…',
    group: 'Models',
    run: () => openImport('recording'),
  },
  {
    id: 'llm.compose',
    title: 'Compose the request of this run anew',
    group: 'Models',
    enabled: () => openComparison() !== null || openLanes() !== null,
    run: () => {
      const comparison = openComparison();
      const lanes = openLanes();
      if (comparison !== null) void composeFromRun(comparison);
      else if (lanes) void composeRecorded({ run: lanes.id }, lanes.name);
    },
  },
  {
    id: 'llm.proxy',
    title: 'Show the recording proxy',
    group: 'Models',
    run: () => navigate({ view: 'providers', tab: 'proxy' }),
  },
  {
    id: 'llm.proxy.start',
    title: 'Start the recording proxy',
    group: 'Models',
    enabled: () => useWorkspace.getState().view?.proxy === null,
    run: () => void switchProxy(true),
  },
  {
    id: 'llm.proxy.stop',
    title: 'Stop the recording proxy',
    group: 'Models',
    enabled: () => (useWorkspace.getState().view?.proxy ?? null) !== null,
    run: () => void switchProxy(false),
  },
  {
    id: 'llm.settings',
    title: 'Show providers, their keys, limits and models',
    group: 'Models',
    run: () => navigate({ view: 'providers', tab: 'settings' }),
  },
  {
    id: 'llm.provider.add',
    title: 'Add a provider of language models…',
    group: 'Models',
    run: () => editProvider(''),
  },
  {
    id: 'llm.provider.test',
    title: 'Test the connection to the models of the provider',
    group: 'Models',
    enabled: () => (shownProvider()?.models.length ?? 0) > 0,
    run: () => void testTargets(shownProvider()?.models.map(({ target }) => target) ?? []),
  },
  onProvider({ id: 'llm.provider.edit', title: 'Change the provider…' }, canBeEdited, ({ id }) =>
    editProvider(id),
  ),
  onProvider(
    { id: 'llm.provider.remove', title: 'Take the provider out of parallax.yml' },
    ({ own }) => own !== null,
    ({ id, own }) => own && void removeProvider(id, own),
  ),
  onProvider(
    { id: 'llm.provider.key', title: 'Give the provider a key, kept in the keychain…' },
    keyCanBeGiven,
    () => document.getElementById(KEY_FIELD)?.focus(),
  ),
  onProvider(
    { id: 'llm.provider.forget', title: "Forget the provider's key" },
    ({ key }) => key === 'keychain',
    ({ id }) => void removeKey(id),
  ),
];
