import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { StreamPart } from '../../shared/llm/protocol/stream.ts';
import { serviceAddress } from '../../shared/llm/providers/service-address.ts';
import type { ProviderSpec } from '../../shared/llm/providers/spec.ts';
import { keylessHeaders, redactedHeaders, type Target } from '../../shared/llm/providers/target.ts';
import { holdsKey, KeyGuard, withoutKey } from './key-guard.ts';
import { spellingsOf } from './key-spellings.ts';

/** Where keys are read from; null where the workspace is not trusted with any. */
export type Environment = Readonly<Record<string, string | undefined>> | null;

/** Keys that a person gave. */
export interface KeySource {
  get(provider: ProviderSpec): string | undefined;
}

export interface Keys {
  readonly environment: Environment;
  readonly keychain: KeySource | null;
}

/** Where a provider's key comes from; `none`: it needs none. */
export type KeyState = 'none' | 'keychain' | 'environment' | 'missing' | 'untrusted';

/** The only holder of a provider's key: it gives out a header's value, and takes the key out of what came back. */
export interface KeyRing {
  readonly header: Readonly<Record<string, string>>;
  /** false: there is no key to be kept. */
  readonly some: boolean;
  /** Whether the key stands in a text, or in one of a value's. */
  isIn(value: unknown): boolean;
  /** The value without the key, wherever it stands in a text. */
  clean<T>(value: T): T;
  /** For one stream. */
  guard(): { push(part: StreamPart): readonly StreamPart[]; rest(): readonly StreamPart[] };
}

/** Headers of a request as they may be shown: the key redacted, or not there at all where none is sent. */
export function shownHeaders(target: Target, { some }: KeyRing): Readonly<Record<string, string>> {
  return some ? redactedHeaders(target) : keylessHeaders(target);
}

/** A server on this machine may need no key, and is asked without; for any other a missing key is an error. */
export function keyRing(provider: ProviderSpec, keys: Keys): KeyRing | LlmError {
  const { auth, name } = provider;
  if (auth.header === undefined) return NO_KEY;
  const { key, state } = find(provider, keys);
  if (key === undefined) {
    if (state === 'none' || isLocal(provider)) return NO_KEY;
    const how =
      state === 'untrusted'
        ? 'this workspace is not trusted with keys: trust it first'
        : `set the environment variable ${auth.env}`;
    return { code: 'authentication', message: `There is no key for ${name}: ${how}.` };
  }
  if (!isKey(key))
    return {
      code: 'authentication',
      message: `The key in ${auth.env} has characters that no header may have.`,
    };
  const spellings = spellingsOf(key);
  return {
    header: { [auth.header]: `${auth.prefix ?? ''}${key}` },
    some: true,
    isIn: (value) => holdsKey(value, spellings),
    clean: (value) => withoutKey(value, spellings),
    guard: () => new KeyGuard(spellings),
  };
}

export function keyState(provider: ProviderSpec, keys: Keys): KeyState {
  return provider.auth.header === undefined ? 'none' : find(provider, keys).state;
}

/** Visible ASCII: what a header may carry. */
export function isKey(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

function find(
  provider: ProviderSpec,
  { environment, keychain }: Keys,
): { readonly key?: string; readonly state: KeyState } {
  const { env } = provider.auth;
  if (environment === null) return { state: env === undefined ? 'none' : 'untrusted' };
  const given = keychain?.get(provider);
  if (given !== undefined) return { key: given, state: 'keychain' };
  if (env === undefined) return { state: 'none' };
  const key = environment[env]?.trim();
  return key === undefined || key === '' ? { state: 'missing' } : { key, state: 'environment' };
}

const local = new WeakMap<ProviderSpec, boolean>();

/** Found out once: it is asked for each call. */
function isLocal(provider: ProviderSpec): boolean {
  const known = local.get(provider);
  if (known !== undefined) return known;
  const found = isLocalAddress(provider.baseUrl);
  local.set(provider, found);
  return found;
}

function isLocalAddress(baseUrl: string): boolean {
  if (serviceAddress(baseUrl) !== undefined) return true;
  const host = new URL(baseUrl).hostname;
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

const OPEN = { push: (part: StreamPart) => [part], rest: () => [] };
const NO_KEY: KeyRing = {
  header: {},
  some: false,
  isIn: () => false,
  clean: (value) => value,
  guard: () => OPEN,
};
