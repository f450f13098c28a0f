import type { RetryRequest } from '../../shared/trace/event.ts';
import type { LlmBackend } from './llm.ts';

/** What the broker may reach, already resolved and checked: `src-main/workspace` makes it from `parallax.yml`. */
export interface EffectConfig {
  /** By name; a step that names none asks `default`, or the first. */
  readonly databases: Readonly<Record<string, DatabaseConfig>>;
  readonly services: Readonly<Record<string, ServiceConfig>>;
  /** Capabilities the workspace grants; `*` stands for one segment, at the end for one or more. */
  readonly grants: readonly string[];
  /** Environment variable that holds each secret, by the secret's name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Scales effect timeouts, retry delays and breakers; 1 is real time. */
  readonly clockScale: number;
}

export interface DatabaseConfig {
  /** Absolute path of the SQLite file. */
  readonly file: string;
  /** `discard`: every session works on a copy of the file that is dropped with it. */
  readonly changes: 'keep' | 'discard';
  readonly timeoutMs: number;
}

export interface ServiceConfig {
  /** Where requests go. Null for a service that the workspace starts: `deps.serviceUrl` knows its port. */
  readonly baseUrl: string | null;
  /** The host it stands for in capabilities. */
  readonly host: string;
  readonly auth: { readonly header: string; readonly prefix: string; readonly secret: string } | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly retry: RetryRequest | null;
  /** Error code by status or by the service's own code. */
  readonly errors: Readonly<Record<string, string>>;
  /** Dotted path of the service's own code in an error body, where it is not `error.code` or `error_code`. */
  readonly errorPath: string | null;
  /** With `each`, every path may ask it for itself. */
  readonly sandbox: boolean;
  readonly maxBytes: number;
}

export type ServiceUrl =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly message: string };

/** One line of the audit log: what was asked and how it ended, never with what values. */
export interface AuditRecord {
  readonly at: string;
  readonly session: string;
  readonly path: string;
  readonly node: string;
  readonly step: string;
  readonly occ: string;
  readonly effect: number;
  readonly type: string;
  readonly capabilities: readonly string[];
  readonly outcome: string;
  /** Only with `audit_level: detailed`: the statement, or method and address. */
  readonly detail?: string;
  readonly attempts?: number;
}

/** Everything outside that the broker itself relies on. */
export interface EffectDeps {
  /** Microseconds since the Unix epoch. */
  now(): bigint;
  /** Uniform in [0, 1). */
  random(): number;
  uuid(): string;
  /** Where secrets are read from; null where the workspace is not trusted with any. */
  readonly environment: Readonly<Record<string, string | undefined>> | null;
  /** Where a service that the workspace starts can be reached, once it is ready. */
  serviceUrl?(name: string): Promise<ServiceUrl>;
  /** Called before a database's file is first opened: makes it from its seed where needed. A text says why it could not. */
  prepareDatabase?(name: string): Promise<string | null>;
  audit?(record: AuditRecord): void;
  /** What reaches language models; absent: there are none to ask. */
  readonly llm?: LlmBackend;
}

export const DEFAULT_TIMEOUT_MS = 30_000;
export const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
