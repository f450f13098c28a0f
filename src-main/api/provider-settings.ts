import { ApiError } from '../../shared/api/error.ts';
import { type ProviderRegistry, providerRegistry } from '../../shared/llm/providers/registry.ts';
import { serviceAddress } from '../../shared/llm/providers/service-address.ts';
import type { ProviderOverride, ProviderSpec } from '../../shared/llm/providers/spec.ts';
import { isKey } from '../llm/key.ts';
import type { Keychain } from '../llm/keychain.ts';
import { placeOf } from '../llm/reach.ts';
import { withoutProvider, withProvider } from '../workspace/edit-providers.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { unwrap } from './unwrap.ts';

/** What a person sets about providers: entries of parallax.yml, and keys in the keychain. */
export class ProviderSettings {
  readonly #workspace: Workspace;
  readonly #keychain: Keychain | null;

  constructor(workspace: Workspace, keychain: Keychain | null) {
    this.#workspace = workspace;
    this.#keychain = keychain;
  }

  setKey(registry: ProviderRegistry, id: string, key: string): void {
    const provider = registry.providers.get(id);
    if (provider === undefined) throw new ApiError('not_found', `There is no provider ${id}.`);
    if (provider.auth.header === undefined) throw new ApiError('invalid', `${provider.name} takes no key.`);
    if (serviceAddress(provider.baseUrl) !== undefined)
      throw new ApiError(
        'invalid',
        `${provider.name} is a service that this workspace starts: no key is kept for it, but it may be given one by an environment variable.`,
      );
    const text = key.trim();
    if (!isKey(text)) throw new ApiError('invalid', 'The key has characters that no header may have.');
    const keychain = this.#kept;
    try {
      keychain.set(provider, text);
    } catch {
      // What was thrown may hold what was to be sealed.
      throw new ApiError(
        'unavailable',
        `The system's keychain did not take the key of ${provider.name}: unlock it, and see that there is room on the disk.`,
      );
    }
  }

  removeKey(id: string): void {
    this.#kept.remove(id);
  }

  /**
   * Writes the entry. A page must not have a key of the environment sent elsewhere: where the address is another than the one
   * that the variable's key goes to already, the key has to be given, or the variable named in parallax.yml by hand.
   */
  async save(override: ProviderOverride): Promise<void> {
    const entries = this.#workspace.config.providers;
    const { providers, problems } = providerRegistry([
      ...entries.filter(({ id }) => id !== override.id),
      override,
    ]);
    const problem = problems.find(({ message }) => message.startsWith(`Provider ${override.id}: `));
    if (problem !== undefined) throw new ApiError('invalid', problem.message);
    const spec = providers.get(override.id);
    if (spec === undefined) throw new ApiError('invalid', 'This is no provider.');
    const { env, ...auth } = spec.auth;
    if (env === undefined || isSentTo(env, spec, providerRegistry(entries))) return this.#write(override);
    if (override.auth?.env !== undefined)
      throw new ApiError(
        'refused',
        `${env} is not sent to ${placeOf(spec.baseUrl)} yet: name it in parallax.yml by hand, or give the key itself.`,
      );
    return this.#write({ ...override, auth });
  }

  async remove(id: string): Promise<void> {
    unwrap(await this.#workspace.editConfig((text) => withoutProvider(text, id)));
  }

  async #write(entry: ProviderOverride): Promise<void> {
    unwrap(await this.#workspace.editConfig((text) => withProvider(text, entry)));
  }

  get #kept(): Keychain {
    if (this.#keychain === null)
      throw new ApiError('unavailable', 'There is no keychain here: set the environment variable instead.');
    return this.#keychain;
  }
}

function isSentTo(env: string, { baseUrl }: ProviderSpec, { providers }: ProviderRegistry): boolean {
  // A service is known by its whole address: none of them has an origin.
  const originOf = (address: string) => (serviceAddress(address) ? address : new URL(address).origin);
  const origin = originOf(baseUrl);
  return [...providers.values()].some(
    (known) => known.auth.env === env && originOf(known.baseUrl) === origin,
  );
}
