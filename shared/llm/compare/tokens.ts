import type { Usage } from '../protocol/response.ts';

/** `INPUT / OUTPUT`, `?` for what nobody counted; null: neither was. */
export function tokensText(usage: Usage | undefined): string | null {
  const { input, output } = usage ?? {};
  return input === undefined && output === undefined ? null : `${input ?? '?'} / ${output ?? '?'}`;
}
