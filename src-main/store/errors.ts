import { errorText } from '../../shared/error-text.ts';
export type StoreErrorCode =
  /** Written by a newer Parallax. */
  | 'store_newer'
  /** A schema that is not an older form of ours. */
  | 'store_unknown'
  /** The file could not be opened, created or written. */
  | 'store_io'
  /** The disk, or what the file may take of it, has no room for what comes. */
  | 'store_full'
  /** What the file holds is not what a store holds. */
  | 'store_corrupt'
  | 'store_closed'
  | 'trace_unknown'
  | 'comparison_unknown'
  /** Still being recorded: it cannot be exported or removed. */
  | 'comparison_running'
  /** A name or tag that is none. */
  | 'label_invalid'
  /** A trace file that is damaged, cut off, or nothing of ours. */
  | 'archive_damaged'
  /** A trace file of a later version. */
  | 'archive_newer'
  /** A trace file that would grow beyond every sane size. */
  | 'archive_too_large'
  | 'archive_io'
  | 'backup_damaged'
  | 'backup_io'
  /** Another process has the store open. */
  | 'store_in_use';

/** A failure of the store with a code, so that whoever shows it need not read the message. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

export function corrupt(what: string): StoreError {
  return new StoreError('store_corrupt', `The trace store is damaged: ${what}.`);
}

/** The failure as our own, whatever threw it. */
export function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = sqliteCode(error);
  const message = errorText(error);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return corrupt(message);
  if (code === 'SQLITE_FULL') {
    return new StoreError(
      'store_full',
      `The trace store cannot grow: ${message}. Nothing that was recorded is lost; make room on its disk, or save it elsewhere.`,
      { cause: error },
    );
  }
  return new StoreError('store_io', `The trace store failed: ${message}.`, { cause: error });
}

function sqliteCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
