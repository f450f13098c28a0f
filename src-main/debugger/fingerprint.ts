import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Canonical, tagOf } from '../../shared/values/canonical.ts';
import { equalityKey } from '../../shared/values/equality.ts';

const KEY_BYTES = 32;

/**
 * The key of this user's fingerprints, made at first use: `fingerprint.key` in the user data folder, for its owner only.
 * It is never in a workspace or an export, so that a fingerprint cannot be guessed from outside.
 */
export function loadFingerprintKey(userData: string): Uint8Array {
  const file = join(userData, 'fingerprint.key');
  const found = readKey(file);
  if (found) return found;
  mkdirSync(userData, { recursive: true });
  // Written aside and linked: of two processes that start at once, one wins and both use its key.
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(mine, randomBytes(KEY_BYTES), { mode: 0o600 });
  try {
    linkSync(mine, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(mine);
  }
  chmodSync(file, 0o600);
  const made = readKey(file);
  if (!made) throw new Error(`${file} is no fingerprint key: remove it to have a new one made`);
  return made;
}

function readKey(file: string): Uint8Array | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.length === KEY_BYTES ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Stands for a value that nobody may see: equal values (1.0 and 1.00 too) have equal fingerprints. Null stays null. */
export function fingerprint(key: Uint8Array, value: Canonical): Canonical {
  if (value === null || tagOf(value)?.tag === '$fingerprint') return value;
  const hex = createHmac('sha256', key).update(equalityKey(value)).digest('hex');
  return { $fingerprint: hex.slice(0, 16) };
}
