import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { ProviderSpec } from '../../shared/llm/providers/spec.ts';

/** Where keys are read from; null where the workspace is not trusted with any. */
export type Environment = Readonly<Record<string, string | undefined>> | null;

/** The only holder of a provider's key: it gives out a header's value, and takes the key out of what came back. */
export interface KeyRing {
  readonly header: Readonly<Record<string, string>>;
  scrub(text: string): string;
}

/** A server on this machine may need no key, and is asked without; for any other a missing key is an error. */
export function keyRing({ auth, baseUrl, name }: ProviderSpec, environment: Environment): KeyRing | LlmError {
  if (auth.header === undefined || auth.env === undefined) return NO_KEY;
  const key = environment?.[auth.env]?.trim();
  if (key === undefined || key === '') {
    if (isLoopback(new URL(baseUrl).hostname)) return NO_KEY;
    const how =
      environment === null
        ? 'this workspace is not trusted with keys: trust it first'
        : `set the environment variable ${auth.env}`;
    return { code: 'authentication', message: `There is no key for ${name}: ${how}.` };
  }
  if (!/^[\x21-\x7e]+$/.test(key))
    return {
      code: 'authentication',
      message: `The key in ${auth.env} has characters that no header may have.`,
    };
  return {
    header: { [auth.header]: `${auth.prefix ?? ''}${key}` },
    scrub: (text) => text.replaceAll(key, '[redacted]'),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

const NO_KEY: KeyRing = { header: {}, scrub: (text) => text };
