import type { IncomingHttpHeaders } from 'node:http';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';

const HEADER = 'anthropic-beta';
/** Names with commas between them. */
const NAMES = /^[\x20-\x7e]{1,4000}$/;

/** What a client asks for in a header and not in the body: the betas of Anthropic. Undefined: nothing. */
export function betasOf(
  dialect: Dialect,
  headers: IncomingHttpHeaders,
): Readonly<Record<string, string>> | undefined {
  if (dialect !== 'anthropic') return undefined;
  const betas = headers[HEADER];
  return typeof betas === 'string' && NAMES.test(betas) ? { [HEADER]: betas } : undefined;
}

/** They go to whoever speaks Anthropic's dialect, and to nobody else. */
export function betaLosses(
  betas: Readonly<Record<string, string>> | undefined,
  targets: readonly Target[],
): readonly Loss[] {
  const before = betas?.[HEADER];
  if (before === undefined || targets.every(({ provider }) => provider.dialect === 'anthropic')) return [];
  return [
    {
      class: 'dropped',
      path: `/headers/${HEADER}`,
      before,
      after: null,
      severity: 'medium',
      explicit: true,
      reason: 'Betas of Anthropic mean nothing to other providers.',
      source: null,
    },
  ];
}
