import { create } from 'zustand';
import type { LlmProviders, LlmProviderView, LlmTest } from '../../../shared/api/llm.ts';
import type { ProviderOverride } from '../../../shared/llm/providers/spec.ts';
import { api, failureOf } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { announce, toast } from '../../app/ui-store.ts';
import { takeCatalogue, useProviders } from './providers-store.ts';

export interface SettingsState {
  /** Id of the provider that is looked at; null: the first. */
  readonly chosen: string | null;
  /** By target; null while it is asked. */
  readonly tests: Readonly<Record<string, LlmTest | null>>;
  /** Id of the provider in the dialog, `''` for a new one; null: it is closed. */
  readonly editing: string | null;
}

export const useSettings = create<SettingsState>(() => ({ chosen: null, tests: {}, editing: null }));

export function chosenProvider(): LlmProviderView | undefined {
  const { catalogue } = useProviders.getState();
  const { chosen } = useSettings.getState();
  return catalogue?.providers.find(({ id }) => id === chosen) ?? catalogue?.providers[0];
}

/** A provider that answers only while the application runs has nothing to edit. */
export function canBeEdited({ id }: LlmProviderView): boolean {
  return !id.startsWith('demo-');
}

/** Where a key is typed, while it can be given. */
export const KEY_FIELD = 'llm-provider-key';

export function keyCanBeGiven({ key, keyFrom }: LlmProviderView): boolean {
  return (
    useProviders.getState().catalogue?.keychain === true &&
    (key === 'missing' || key === 'environment' || (key === 'none' && keyFrom !== null))
  );
}

export function showProvider(id: string): void {
  navigate({ view: 'providers', tab: 'settings' });
  useSettings.setState({ chosen: id });
}

/** `''`: a new one. */
export function editProvider(id: string): void {
  navigate({ view: 'providers', tab: 'settings' });
  useSettings.setState({ editing: id });
}

/** Asks each of these models for one word. */
export async function testTargets(targets: readonly string[]): Promise<void> {
  await Promise.all(
    targets.map(async (target) => {
      put(target, null);
      try {
        const test = await api().llm.test(target);
        put(target, test);
        announce(test.message);
      } catch (error) {
        const { message } = failureOf(error);
        put(target, { target, ok: false, message, code: null, status: null, totalMs: 0 });
      }
    }),
  );
}

function put(target: string, test: LlmTest | null): void {
  useSettings.setState(({ tests }) => ({ tests: { ...tests, [target]: test } }));
}

/** Resolves to what is wrong, or null. */
export async function saveProvider(entry: ProviderOverride, key: string): Promise<string | null> {
  try {
    takeCatalogue(await api().llm.saveProvider(entry));
    if (key !== '') takeCatalogue(await api().llm.setKey(entry.id, key));
    useSettings.setState({ editing: null, chosen: entry.id });
    toast('info', `${entry.id} is in parallax.yml.`);
    return null;
  } catch (error) {
    return failureOf(error).message;
  }
}

/** The entry goes; it can be had back. */
export async function removeProvider(id: string, own: ProviderOverride): Promise<void> {
  await change(api().llm.removeProvider(id));
  toast('info', `${id} was taken out of parallax.yml.`, {
    title: 'Undo',
    run: () => void change(api().llm.saveProvider(own)),
  });
}

export async function setKey(provider: string, key: string): Promise<void> {
  await change(api().llm.setKey(provider, key));
}

export async function removeKey(provider: string): Promise<void> {
  await change(api().llm.removeKey(provider));
}

async function change(work: Promise<LlmProviders>): Promise<void> {
  try {
    takeCatalogue(await work);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}
