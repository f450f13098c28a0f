import type { LlmError, LlmErrorCode } from '../../shared/llm/protocol/error.ts';
import { retryAfterMs } from '../effects/http/retry.ts';
import type { TargetHealth } from './contract.ts';

/** `same`: the same target may answer next time. `other`: only another one may. `none`: nobody will. */
type Hope = 'same' | 'other' | 'none';

const HOPE: Readonly<Record<LlmErrorCode, Hope>> = {
  rate_limit: 'same',
  overloaded: 'same',
  server: 'same',
  timeout: 'same',
  connection: 'same',
  stream_interrupted: 'same',
  invalid_response: 'same',
  authentication: 'other',
  permission: 'other',
  not_found: 'other',
  quota: 'other',
  context_length: 'other',
  invalid_request: 'none',
  content_filter: 'none',
  cancelled: 'none',
  refused_by_policy: 'none',
};

/** What asking again can bring. */
export function hopeAfter({ code, raw }: LlmError): Hope {
  return raw !== undefined && LASTING.has(raw) ? 'other' : HOPE[code];
}

/** Whether the target itself is to blame, and not the request or the caller. */
export function blamesTarget(error: LlmError): boolean {
  return HOPE[error.code] === 'same';
}

/** Too large is as large the next time; a name or a certificate does not mend itself within a pause. */
export const TOO_LARGE = 'response_too_large';
/** Starting it was tried already. */
export const SERVICE_DOWN = 'service_down';
/** It asks to be asked elsewhere. */
const REDIRECTED = 'redirected';
/** Nobody asked for that. */
const COMPRESSED = 'content_encoding';
const CIRCUIT_OPEN = 'circuit_open';
const CERTIFICATE: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);
const LASTING: ReadonlySet<string> = new Set([
  TOO_LARGE,
  CIRCUIT_OPEN,
  SERVICE_DOWN,
  REDIRECTED,
  COMPRESSED,
  'ENOTFOUND',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  ...CERTIFICATE,
]);

/** What undici or the system says about a connection that failed. */
export function connectionError(thrown: unknown, host: string, begun: boolean): LlmError {
  const raw = systemCode(thrown);
  if (raw === 'UND_ERR_CONNECT_TIMEOUT' || raw === 'ETIMEDOUT')
    return { code: 'timeout', message: `No connection to ${host} came about in time.`, raw };
  if (begun)
    return { code: 'stream_interrupted', message: `The connection to ${host} broke off: ${raw}.`, raw };
  return { code: 'connection', message: `${noConnection(raw, host)} (${raw}).`, raw };
}

function noConnection(raw: string, host: string): string {
  if (raw === 'ECONNREFUSED')
    return `Nothing answers at ${host}: the server does not run, or at another port`;
  if (raw === 'ENOTFOUND' || raw === 'EAI_AGAIN')
    return `The name of ${host} is not known: it is misspelt, or there is no network`;
  if (raw === 'ERR_TLS_CERT_ALTNAME_INVALID') return `The certificate of ${host} is for another name`;
  if (raw === 'CERT_HAS_EXPIRED') return `The certificate of ${host} has expired`;
  if (CERTIFICATE.has(raw)) return `The certificate of ${host} is signed by nobody that is trusted here`;
  if (raw === 'EPROTO' || raw.startsWith('ERR_SSL'))
    return `${host} does not speak TLS: the address may begin with http`;
  return `There is no connection to ${host}`;
}

function systemCode(thrown: unknown): string {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    // Several addresses were tried: the first one's failure speaks for all.
    if (at instanceof AggregateError && at.errors.length > 0) return systemCode(at.errors[0]);
  }
  return thrown instanceof Error ? thrown.name : 'unknown';
}

/** Nothing is sent on: a key goes only where its provider is. */
export function redirectError(status: number, host: string, location: string | undefined): LlmError {
  const to = location !== undefined && URL.canParse(location) ? new URL(location) : undefined;
  const where = to === undefined ? 'elsewhere' : `to ${to.origin}${to.pathname}`;
  const message = `${host} sends requests on ${where} (status ${status}): the base URL is not the right one.`;
  return { code: 'invalid_response', message, status, raw: REDIRECTED };
}

/** Of an answer whose bytes cannot be read; undefined: they can. */
export function encodingError(host: string, encoding: string | undefined): LlmError | undefined {
  if (encoding === undefined || /^\s*(identity)?\s*$/i.test(encoding)) return undefined;
  const message = `${host} compressed its answer (${encoding}) without being asked to.`;
  return { code: 'invalid_response', message, raw: COMPRESSED };
}

/** How long the answer's head asks to wait: `retry-after-ms` or `retry-after`. What its body asks is read with the error. */
export function askedPause(header: (name: string) => string | undefined, wallMs: number): number | undefined {
  const ms = decimal(header('retry-after-ms'));
  const after = header('retry-after');
  const seconds = decimal(after);
  const asked = ms ?? (seconds === undefined ? retryAfterMs(after, wallMs) : seconds * 1000);
  return asked === null ? undefined : Math.min(asked, LONGEST_MS);
}

/** A target that asks for more may be asked again after a day. */
const LONGEST_MS = 86_400_000;

function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** Why a target is not even asked. Where it only cools down, waiting helps. */
export function awayError(target: string, { state, failures, waitMs, lastError }: TargetHealth): LlmError {
  if (state === 'cooling')
    return {
      code: lastError?.code ?? 'rate_limit',
      message: `${target} asked to be left alone for ${lasting(waitMs)}.`,
      retryAfterMs: waitMs,
    };
  return {
    code: lastError?.code ?? 'overloaded',
    message: `${target} failed ${failures} times in a row: ${waitMs > 0 ? `it is asked again in ${lasting(waitMs)}` : 'one call is trying it just now'}.`,
    raw: CIRCUIT_OPEN,
    ...(waitMs > 0 ? { retryAfterMs: waitMs } : {}),
  };
}

function lasting(ms: number): string {
  return ms < 1000 ? `${Math.ceil(ms)} ms` : `${Math.ceil(ms / 1000)} s`;
}
