import { DEMO_NOWHERE, demoProviders } from '../../shared/llm/providers/demo.ts';
import {
  DEFAULT_MAX_BYTES,
  DEFAULT_TIMEOUT_MS,
  type EffectConfig,
  type ServiceConfig,
} from '../effects/config.ts';
import type { DatabaseFile } from './databases.ts';
import type { ServiceSettings, WorkspaceConfig } from './schema.ts';

const MEGABYTE = 1024 * 1024;

/** What the broker may reach, from parallax.yml. */
export function effectConfig(
  config: WorkspaceConfig,
  databases: ReadonlyMap<string, DatabaseFile>,
): EffectConfig {
  const services = Object.fromEntries(
    Object.entries(config.services).map(([name, settings]) => [name, serviceConfig(name, settings)]),
  );
  return {
    databases: Object.fromEntries(
      [...databases].map(([name, { file, settings }]) => [
        name,
        // One that leads out of the workspace has no file: preparing it says so.
        {
          file: file ?? '',
          changes: settings.changes ?? 'keep',
          timeoutMs: settings.timeout ?? DEFAULT_TIMEOUT_MS,
        },
      ]),
    ),
    services,
    grants: config.grants ?? impliedGrants(config, services),
    secrets: config.secrets,
    clockScale: config.clock.scale,
  };
}

function serviceConfig(name: string, settings: ServiceSettings): ServiceConfig {
  const { auth, retry, start, base_url: baseUrl = null } = settings;
  return {
    baseUrl: start === undefined ? baseUrl : null,
    host: settings.host ?? (baseUrl === null ? name : new URL(baseUrl).hostname),
    auth:
      auth === undefined
        ? null
        : 'bearer' in auth
          ? { header: 'authorization', prefix: 'Bearer ', secret: auth.bearer }
          : { header: auth.header, prefix: '', secret: auth.secret },
    headers: settings.headers,
    timeoutMs: settings.timeout ?? DEFAULT_TIMEOUT_MS,
    retry:
      retry === undefined
        ? null
        : {
            max_attempts: retry.max_attempts,
            backoff: retry.backoff,
            initial_delay_ms: retry.initial_delay,
            max_delay_ms: retry.max_delay ?? null,
          },
    errors: settings.errors,
    errorPath: settings.error_path ?? null,
    sandbox: settings.sandbox,
    maxBytes:
      settings.max_response_mb === undefined ? DEFAULT_MAX_BYTES : settings.max_response_mb * MEGABYTE,
  };
}

/** Without `grants`, what the file names is granted: its databases, its services' hosts, its secrets, its models' providers, and the event bus. */
function impliedGrants(
  config: WorkspaceConfig,
  services: Readonly<Record<string, ServiceConfig>>,
): readonly string[] {
  return [
    'database.*',
    'event_bus.*',
    ...Object.values(services).map((service) => `network.http_client.${service.host}`),
    ...Object.keys(config.secrets).map((secret) => `secrets.read.${secret}`),
    ...namedProviders(config).map((provider) => `llm.chat.${provider}`),
  ];
}

/** Providers that the file names, and the demo's, which lead nowhere outside. */
function namedProviders(config: WorkspaceConfig): readonly string[] {
  const own = config.providers.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const routed = Object.values(config.routes).flatMap(({ models }) =>
    models.flatMap((model) => model.split('/').slice(0, 1)),
  );
  return [...new Set([...own, ...routed, ...demoProviders(DEMO_NOWHERE).map(({ id }) => id)])];
}
