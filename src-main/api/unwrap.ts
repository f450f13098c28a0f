import { ApiError } from '../../shared/api/error.ts';
import type { FileResult } from '../workspace/files.ts';

const CODES = {
  outside: 'refused',
  not_found: 'not_found',
  conflict: 'conflict',
  io: 'unavailable',
} as const;

/** What was asked of a file, or why it cannot be had in the API's words. */
export function unwrap<T>(result: FileResult<T>): T {
  if (!result.ok) throw new ApiError(CODES[result.code], `${result.message}.`);
  return result.value;
}
