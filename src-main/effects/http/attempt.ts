import { type Dispatcher, request as send } from 'undici';
import { errorText } from '../../../shared/error-text.ts';
import type { RunError } from '../../../shared/trace/event.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { effectError } from '../answer.ts';
import type { ServiceConfig } from '../config.ts';
import { fromJson } from '../json.ts';
import { afterWaiting } from './after-waiting.ts';
import { retryAfterMs } from './retry.ts';
import { serviceError } from './service-error.ts';
import type { Target } from './target.ts';

export interface AttemptContext {
  /** The service's name, or the host. */
  readonly name: string;
  readonly service: ServiceConfig | null;
  readonly dispatcher: Dispatcher;
  /** As declared, and as waited. */
  readonly timeout: { readonly declaredMs: number; readonly scaledMs: number };
  readonly maxBytes: number;
  readonly nowMs: () => number;
  /** Ends the attempt from outside. */
  readonly signal: AbortSignal;
  /** Takes secrets out of what came back. */
  readonly scrub: (text: string) => string;
}

export type AttemptResult =
  | {
      readonly ok: true;
      readonly value: Canonical;
      readonly warnings: readonly string[];
      readonly detail: string;
    }
  | {
      readonly ok: false;
      readonly error: RunError;
      readonly detail: string;
      readonly retryAfterMs: number | null;
    };

const MAX_REDIRECTS = 5;

/** One try: sends the request and reads the whole answer. */
export async function attemptHttp(target: Target, context: AttemptContext): Promise<AttemptResult> {
  const timer = new AbortController();
  const forget = afterWaiting(context.timeout.scaledMs, () => timer.abort());
  const signal = AbortSignal.any([timer.signal, context.signal]);
  try {
    return await follow(target, context, signal);
  } catch (error) {
    if (timer.signal.aborted) {
      const message = `${context.name} did not answer within ${context.timeout.declaredMs} ms`;
      return failed(effectError('timeout', message, { service: context.name }), 'timeout');
    }
    const code = errorCode(error);
    return failed(
      effectError('connection_failed', `no connection to ${context.name}: ${code}`, {
        service: context.name,
      }),
      code,
    );
  } finally {
    forget();
  }
}

async function follow(target: Target, context: AttemptContext, signal: AbortSignal): Promise<AttemptResult> {
  let { url, method, body } = target;
  for (let redirects = 0; ; redirects++) {
    const response = await send(url, {
      method: method as Dispatcher.HttpMethod,
      headers: body === null ? withoutBody(target.headers) : target.headers,
      body,
      dispatcher: context.dispatcher,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const location = response.headers['location'];
    if (response.statusCode < 300 || response.statusCode > 399 || typeof location !== 'string') {
      return await read(response, context);
    }
    await response.body.dump();
    const next = URL.canParse(location, url.href) ? new URL(location, url.href) : null;
    if (next === null || next.origin !== url.origin || redirects >= MAX_REDIRECTS) {
      const where = redirects >= MAX_REDIRECTS ? 'in a circle' : 'to another host';
      const fields = { class: 'http_3xx', status: response.statusCode, service: context.name };
      return failed(
        effectError('redirect_refused', `${context.name} redirects ${where}`, fields),
        String(response.statusCode),
      );
    }
    url = next;
    // As browsers do: only 307 and 308 repeat the method and the body.
    if (response.statusCode < 307 && method !== 'HEAD') {
      method = 'GET';
      body = null;
    }
  }
}

function withoutBody(headers: Record<string, string>): Record<string, string> {
  const { 'content-type': _, ...rest } = headers;
  return rest;
}

async function read(response: Dispatcher.ResponseData, context: AttemptContext): Promise<AttemptResult> {
  const status = response.statusCode;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > context.maxBytes) {
      const message = `${context.name} answered more than ${context.maxBytes} bytes`;
      return failed(
        effectError('response_too_large', message, { status, service: context.name }),
        String(status),
      );
    }
    chunks.push(chunk);
  }
  const { value, warnings } = bodyValue(
    Buffer.concat(chunks),
    header(response, 'content-type'),
    context.scrub,
  );
  const detail = String(status);
  if (status < 400) return { ok: true, value: { status, body: value }, warnings, detail };
  const after = retryAfterMs(header(response, 'retry-after'), context.nowMs());
  return failed(serviceError(context.name, status, value, after, context.service), detail, after);
}

function header(response: Dispatcher.ResponseData, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** JSON where the service says so (or says nothing and it is); else text; else bytes. */
function bodyValue(bytes: Buffer, type: string | undefined, scrub: (text: string) => string) {
  if (bytes.length === 0) return { value: null, warnings: [] };
  let text: string;
  try {
    text = scrub(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { value: { $bytes: bytes.toString('base64') }, warnings: [] };
  }
  const json = type === undefined || /^application\/([\w.+-]+\+)?json\b/i.test(type);
  const reading = json ? fromJson(text) : undefined;
  if (reading !== undefined) return reading;
  return {
    value: text,
    warnings: type !== undefined && json ? ['the answer says it is JSON and is not: taken as text'] : [],
  };
}

function failed(error: RunError, detail: string, after: number | null = null): AttemptResult {
  return { ok: false, error, detail, retryAfterMs: after };
}

function errorCode(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  return typeof code === 'string' ? code : errorText(cause);
}
