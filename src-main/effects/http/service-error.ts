import type { RunError } from '../../../shared/trace/event.ts';
import {
  type Canonical,
  type CanonicalObject,
  isCanonicalObject,
  tagOf,
} from '../../../shared/values/canonical.ts';
import { effectError } from '../answer.ts';
import type { ServiceConfig } from '../config.ts';

/** What an answer outside 2xx means: see docs/workspace.md, "How errors are named". */
export function serviceError(
  name: string,
  status: number,
  body: Canonical,
  retryAfterMs: number | null,
  service: ServiceConfig | null,
): RunError {
  const own = ownCode(body, service?.errorPath ?? null);
  const kind = `http_${Math.floor(status / 100)}xx`;
  const mapped = (own === undefined ? undefined : service?.errors[own]) ?? service?.errors[String(status)];
  const code = mapped ?? codeOf(status, own, kind);
  const fields: Record<string, Canonical> = { class: kind, status, service: name };
  if (own !== undefined && own !== code) fields['service_code'] = own;
  if (retryAfterMs !== null) fields['retry_after_seconds'] = Math.ceil(retryAfterMs / 1000);
  return effectError(code, ownMessage(body) ?? `${name} answered ${status}`, fields);
}

function codeOf(status: number, own: string | undefined, kind: string): string {
  if (status === 429) return 'rate_limit';
  if (status === 503) return 'service_unavailable';
  return own ?? kind;
}

function ownCode(body: Canonical, path: string | null): string | undefined {
  const paths = path === null ? ['error.code', 'error_code'] : [path];
  for (const candidate of paths) {
    const found = at(body, candidate.split('.'));
    if (typeof found === 'string' && /^[\w.-]{1,100}$/.test(found)) return found;
  }
  return undefined;
}

function ownMessage(body: Canonical): string | undefined {
  for (const candidate of [['error', 'message'], ['message'], ['error']]) {
    const found = at(body, candidate);
    if (typeof found === 'string' && found !== '') return found.slice(0, 1000);
  }
  return undefined;
}

function at(value: Canonical, path: readonly string[]): Canonical | undefined {
  let current: Canonical | undefined = value;
  for (const part of path) {
    if (current === undefined || !isCanonicalObject(current) || tagOf(current) !== undefined)
      return undefined;
    current = (current as CanonicalObject)[part];
  }
  return current;
}
