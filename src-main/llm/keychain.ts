import { z } from 'zod';
import { serviceAddress } from '../../shared/llm/providers/service-address.ts';
import type { ProviderSpec } from '../../shared/llm/providers/spec.ts';
import { readJson, writeJson } from '../workspace/json-file.ts';
import type { KeySource } from './key.ts';

/** What seals keys so that only this user's login opens them. */
export interface Cipher {
  seal(text: string): Uint8Array;
  /** Throws where it cannot be opened here. */
  open(sealed: Uint8Array): string;
}

const fileSchema = z.object({
  format: z.literal(1),
  /** By provider: where the key may go, and the key, sealed. */
  keys: z.record(z.string(), z.object({ origin: z.string(), sealed: z.base64() })),
});
type Entries = z.infer<typeof fileSchema>['keys'];

/**
 * Keys that a person gave, sealed in a file of user data. A key goes only where the provider was when it was given: a workspace
 * that says the provider is elsewhere does not get it.
 */
export class Keychain implements KeySource {
  readonly #file: string;
  readonly #cipher: Cipher;

  constructor(file: string, cipher: Cipher) {
    this.#file = file;
    this.#cipher = cipher;
  }

  get({ id, baseUrl }: ProviderSpec): string | undefined {
    // Every workspace may start a service of this name.
    if (serviceAddress(baseUrl) !== undefined) return undefined;
    const entry = this.#read()[id];
    if (entry === undefined || entry.origin !== new URL(baseUrl).origin) return undefined;
    try {
      return this.#cipher.open(Buffer.from(entry.sealed, 'base64'));
    } catch {
      // Another user's, or another machine's: as good as none.
      return undefined;
    }
  }

  set({ id, baseUrl }: ProviderSpec, key: string): void {
    const sealed = Buffer.from(this.#cipher.seal(key)).toString('base64');
    this.#write({ ...this.#read(), [id]: { origin: new URL(baseUrl).origin, sealed } });
  }

  remove(id: string): void {
    const { [id]: _, ...rest } = this.#read();
    this.#write(rest);
  }

  /** A file that cannot be read holds no keys. */
  #read(): Entries {
    return readJson(this.#file, fileSchema)?.keys ?? {};
  }

  #write(keys: Entries): void {
    writeJson(this.#file, { format: 1, keys });
  }
}
