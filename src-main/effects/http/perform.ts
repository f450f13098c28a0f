import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { Attempt, RunError } from '../../../shared/trace/event.ts';
import { effectError, type Performed } from '../answer.ts';
import {
  DEFAULT_MAX_BYTES,
  DEFAULT_TIMEOUT_MS,
  type EffectConfig,
  type EffectDeps,
  type ServiceConfig,
} from '../config.ts';
import { type AttemptContext, attemptHttp } from './attempt.ts';
import type { Breakers } from './breaker.ts';
import { isRetryable, retryDelay } from './retry.ts';
import { buildTarget, type HttpRequest, type Target } from './target.ts';

export interface HttpContext {
  readonly config: EffectConfig;
  readonly deps: EffectDeps;
  readonly dispatcher: Dispatcher;
  readonly breakers: Breakers;
  readonly signal: AbortSignal;
  /** The asking node. */
  readonly node: string;
  /** `performance.now()` when the session began. */
  readonly began: number;
}

/** The capabilities that a request needs, or why it cannot be made at all. */
export function httpCapabilities(request: HttpRequest, config: EffectConfig): readonly string[] | RunError {
  if (request.provider === null) {
    if (request.url === null || !URL.canParse(request.url)) {
      return effectError('invalid_request', `${JSON.stringify(request.url)} is not an address`);
    }
    return [`network.http_client.${new URL(request.url).hostname}`];
  }
  const service = config.services[request.provider];
  if (service === undefined) {
    const message = `no service ${request.provider}: name it under services in parallax.yml`;
    return effectError('unknown_service', message, { service: request.provider });
  }
  const host = `network.http_client.${service.host}`;
  return service.auth === null ? [host] : [host, `secrets.read.${service.auth.secret}`];
}

/** Makes the request, again where its retry policy says so; all attempts carry one idempotency key. */
export async function performHttp(request: HttpRequest, context: HttpContext): Promise<Performed> {
  const { config, deps } = context;
  const service = request.provider === null ? null : (config.services[request.provider] ?? null);
  const target = await prepare(request, service, context);
  if ('code' in target) return { ok: false, error: target, attempts: [] };
  const name = request.provider ?? target.url.hostname;
  const refusal = context.breakers.refusal(context.node, name, request.breakers, performance.now());
  if (refusal !== undefined) return { ok: false, error: refusal, attempts: [] };

  const timeoutMs = request.timeoutMs ?? service?.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const attempt: AttemptContext = {
    name,
    service,
    dispatcher: context.dispatcher,
    timeout: { declaredMs: timeoutMs, scaledMs: Math.max(1, timeoutMs * config.clockScale) },
    maxBytes: service?.maxBytes ?? DEFAULT_MAX_BYTES,
    nowMs: () => Number(deps.now() / 1000n),
    signal: context.signal,
    scrub: scrubber(service, context),
  };
  const retry = request.retry ?? service?.retry ?? null;
  const attempts: Attempt[] = [];
  for (;;) {
    const started = performance.now();
    const result = await attemptHttp(target, attempt);
    attempts.push({
      startedUs: Math.round((started - context.began) * 1000),
      durationUs: Math.round((performance.now() - started) * 1000),
      outcome: result.ok ? 'ok' : result.error.code,
      detail: result.detail,
    });
    const error = result.ok ? null : result.error;
    context.breakers.record(
      context.node,
      name,
      request.breakers,
      error,
      performance.now(),
      config.clockScale,
    );
    if (result.ok) {
      const { value, warnings } = result;
      return { ok: true, value, attempts, ...(warnings.length > 0 ? { warnings } : {}) };
    }
    const wait =
      retry !== null && isRetryable(result.error)
        ? retryDelay(retry, attempts.length, result.retryAfterMs)
        : null;
    const open = context.breakers.refusal(context.node, name, request.breakers, performance.now());
    if (wait === null || open !== undefined || context.signal.aborted)
      return { ok: false, error: result.error, attempts };
    try {
      await sleep(wait * config.clockScale, undefined, { signal: context.signal });
    } catch {
      return { ok: false, error: result.error, attempts };
    }
  }
}

async function prepare(
  request: HttpRequest,
  service: ServiceConfig | null,
  context: HttpContext,
): Promise<Target | RunError> {
  const baseUrl = await serviceBase(request, service, context);
  if (typeof baseUrl === 'object' && baseUrl !== null) return baseUrl;
  const target = buildTarget(request, service, baseUrl);
  if (typeof target === 'string') return effectError('invalid_request', target);
  target.headers['idempotency-key'] ??= context.deps.uuid();
  if (service?.auth) {
    const secret = secretValue(service.auth.secret, context);
    if (secret === undefined) {
      return missingSecret(service.auth.secret, context);
    }
    target.headers[service.auth.header.toLowerCase()] = `${service.auth.prefix}${secret}`;
  }
  return target;
}

async function serviceBase(
  request: HttpRequest,
  service: ServiceConfig | null,
  context: HttpContext,
): Promise<string | null | RunError> {
  if (request.provider === null || service === null || service.baseUrl !== null)
    return service?.baseUrl ?? null;
  const started = await context.deps.serviceUrl?.(request.provider);
  if (started?.ok) return started.url;
  const why = started?.message ?? 'nothing starts it';
  return effectError('connection_failed', `service ${request.provider} is not running: ${why}`, {
    service: request.provider,
  });
}

function missingSecret(secret: string, context: HttpContext): RunError {
  const how =
    context.deps.environment === null
      ? 'this workspace is not trusted with secrets: trust it first'
      : `set the environment variable ${variableOf(secret, context)}`;
  return effectError('secret_missing', `secret ${secret} is not set: ${how}`, { secret });
}

function variableOf(secret: string, context: HttpContext): string {
  return context.config.secrets[secret] ?? secret.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

function secretValue(secret: string, context: HttpContext): string | undefined {
  const value = context.deps.environment?.[variableOf(secret, context)];
  return value === '' ? undefined : value;
}

/** A service that repeats what it was sent must not bring a secret into a trace. */
function scrubber(service: ServiceConfig | null, context: HttpContext): (text: string) => string {
  const secret = service?.auth ? secretValue(service.auth.secret, context) : undefined;
  return (text) => (secret === undefined ? text : text.replaceAll(secret, '[secret]'));
}
