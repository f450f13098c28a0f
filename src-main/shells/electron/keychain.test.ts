import { expect, test } from 'vitest';
import { keychainCipher } from './keychain.ts';

const KEY = 'sk-planted-5512';

test('without a keychain of the system there is none to put keys into', () => {
  const storage = {
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => 'basic_text' as const,
    encryptString: (text: string) => Buffer.from(`sealed ${text}`),
    decryptString: (sealed: Buffer) => sealed.toString('utf8').slice('sealed '.length),
  };
  expect(keychainCipher(storage, 'linux')).toBeNull();
  const unknown = { ...storage, getSelectedStorageBackend: () => 'unknown' as const };
  expect(keychainCipher(unknown, 'linux')).toBeNull();
  const keyring = { ...storage, getSelectedStorageBackend: () => 'gnome_libsecret' as const };
  expect(keychainCipher(keyring, 'linux')).not.toBeNull();
  expect(keychainCipher({ ...storage, isEncryptionAvailable: () => false }, 'darwin')).toBeNull();
  const sealed = keychainCipher(storage, 'darwin')?.seal(KEY);
  expect(sealed && keychainCipher(storage, 'win32')?.open(sealed)).toBe(KEY);
});
