/** What a feature gives back where failing is expected: the value, or one sentence that says why there is none. */
export type Attempted<T> = { readonly ok: true; readonly value: T } | Refusal;

export interface Refusal {
  readonly ok: false;
  readonly code: 'not_found' | 'invalid' | 'refused' | 'conflict' | 'needs_values';
  readonly message: string;
}

export function refuse(code: Refusal['code'], message: string): Refusal {
  return { ok: false, code, message };
}
