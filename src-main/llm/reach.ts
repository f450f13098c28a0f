import type { LlmError } from '../../shared/llm/protocol/error.ts';
import { type ServiceAddress, serviceAddress } from '../../shared/llm/providers/service-address.ts';
import type { ServiceUrl } from '../effects/config.ts';
import { SERVICE_DOWN } from './failure.ts';

/** Where a service of the workspace answers, by its name; it is started where it is not running. */
export type ServiceUrls = (name: string) => Promise<ServiceUrl>;

/** Whether there is nothing to be started first. */
export function reachable(url: string): boolean {
  return serviceAddress(url) === undefined;
}

/** The address that a request is sent to: that of a service once it answers, any other as it is. Nothing is waited for after `signal`. */
export function reach(
  url: string,
  services: ServiceUrls | null,
  signal: AbortSignal,
): Promise<string | LlmError> | string {
  const at = serviceAddress(url);
  return at === undefined ? url : reachService(at, services, signal);
}

async function reachService(
  at: ServiceAddress,
  services: ServiceUrls | null,
  signal: AbortSignal,
): Promise<string | LlmError> {
  const found = services
    ? await Promise.race([services(at.service), aborted(signal)])
    : { ok: false as const, message: 'services are started by runs, the application and the proxy only' };
  if (found.ok) return found.url.replace(/\/$/, '') + at.path;
  return {
    code: 'connection',
    message: `Service ${at.service} does not answer: ${found.message.replace(/\.$/, '')}.`,
    raw: SERVICE_DOWN,
  };
}

/** Who answers at an address, in a word for people: its host, or the service. */
export function placeOf(address: string): string {
  const at = serviceAddress(address);
  return at ? `service ${at.service}` : new URL(address).host;
}

function aborted(signal: AbortSignal): Promise<ServiceUrl> {
  const gone: ServiceUrl = { ok: false, message: 'nobody waits for it any more' };
  if (signal.aborted) return Promise.resolve(gone);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(gone), { once: true }));
}
