/** Codes of expected failures of the API. Anything else that is thrown is a bug and reported as `internal`. */
export type ApiErrorCode =
  | 'not_found'
  | 'invalid'
  | 'conflict'
  | 'not_trusted'
  | 'unavailable'
  | 'refused'
  | 'internal';

/** One sentence that says what is wrong, where, and what to do. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  constructor(code: ApiErrorCode, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
  }
}
