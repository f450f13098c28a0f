import type { EffectRequest } from '../../../shared/trace/event.ts';
import { type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';
import type { ServiceConfig } from '../config.ts';
import { toJson } from '../json.ts';

export type HttpRequest = Extract<EffectRequest, { type: 'http' }>;

const IN_QUERY: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What goes over the wire, but for the headers that the broker adds. */
export interface Target {
  readonly url: URL;
  readonly method: string;
  readonly body: string | null;
  readonly headers: Record<string, string>;
}

/** Or one sentence that says what is wrong with the request. */
export function buildTarget(
  request: HttpRequest,
  service: ServiceConfig | null,
  baseUrl: string | null,
): Target | string {
  const method = request.method.toUpperCase();
  if (!METHODS.has(method)) return `${request.method} is not a method of HTTP`;
  const url = resolveUrl(request.url ?? baseUrl ?? '', request.endpoint);
  if (typeof url === 'string') return url;
  const headers: Record<string, string> = {};
  for (const [name, value] of [
    ...Object.entries(service?.headers ?? {}),
    ...Object.entries(request.headers),
  ]) {
    if (value === null) continue;
    const text = headerText(value);
    if (text === undefined || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return `header ${name} cannot be sent`;
    headers[name.toLowerCase()] = text;
  }
  if (IN_QUERY.has(method)) {
    for (const [name, value] of entries(request.parameters)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item !== null) url.searchParams.append(name, scalarText(item));
      }
    }
    return { url, method, body: null, headers };
  }
  const body = request.parameters === null ? null : toJson(request.parameters);
  if (body !== null) headers['content-type'] ??= 'application/json';
  return { url, method, body, headers };
}

/** The endpoint is put into the base's path, and its query: it cannot lead to another host. */
function resolveUrl(base: string, endpoint: string): URL | string {
  if (!URL.canParse(base)) return `${JSON.stringify(base)} is not an address`;
  const url = new URL(base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `${url.protocol} is not supported: use http or https`;
  }
  if (endpoint === '') return url;
  const [, path = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(endpoint) ?? [];
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  if (query !== '') url.search = query;
  return url;
}

function entries(parameters: Canonical): readonly (readonly [string, Canonical])[] {
  if (!isCanonicalObject(parameters)) return [];
  const tagged = tagOf(parameters);
  if (tagged?.tag !== '$map') return Object.entries(parameters);
  const pairs = tagged.payload as readonly (readonly [Canonical, Canonical])[];
  return pairs.map(([key, value]) => [scalarText(key), value]);
}

function scalarText(value: Canonical): string {
  if (typeof value === 'string') return value;
  const tagged = tagOf(value);
  return tagged?.tag === '$timestamp' || tagged?.tag === '$bytes' ? String(tagged.payload) : toJson(value);
}

function headerText(value: Canonical): string | undefined {
  const text = scalarText(value);
  return /[^\t\x20-\x7e\x80-\xff]/.test(text) ? undefined : text;
}
