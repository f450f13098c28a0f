import type { SafeStorage } from 'electron';
import type { Cipher } from '../../llm/keychain.ts';

type Storage = Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>;

/** The system's keychain as what seals keys; null where the system has none: what only looks sealed is worse than nothing. */
export function keychainCipher(storage: Storage, platform: string = process.platform): Cipher | null {
  if (!storage.isEncryptionAvailable()) return null;
  // Without a keyring, Chromium on Linux seals with a password that everybody knows; what it does not know yet may be that.
  if (platform === 'linux' && UNSAFE.has(storage.getSelectedStorageBackend())) return null;
  return {
    seal: (text) => storage.encryptString(text),
    open: (sealed) => storage.decryptString(Buffer.from(sealed)),
  };
}

const UNSAFE: ReadonlySet<string> = new Set(['basic_text', 'unknown']);
