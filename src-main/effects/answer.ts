import type { Attempt, EffectAnswer, RunError, WireCall } from '../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';

/** What a backend made of a request, before the session says who is given it. */
export type Performed = (
  | { readonly ok: true; readonly value: Canonical; readonly warnings?: readonly string[] }
  | { readonly ok: false; readonly error: RunError }
) & { readonly attempts: readonly Attempt[]; readonly calls?: readonly WireCall[] };

export function effectError(code: string, message: string, fields: CanonicalObject = {}): RunError {
  return { code, message, fields };
}

export function refused(error: RunError): EffectAnswer {
  return { ok: false, error, attempts: [], source: 'refused' };
}

export function withSource(performed: Performed, source: EffectAnswer['source']): EffectAnswer {
  return { ...performed, source };
}

export function performedValue(value: Canonical): Performed {
  return { ok: true, value, attempts: [] };
}
