import { listUnmapped } from '../dialects/unmapped.ts';
import type { Loss } from '../losses/loss.ts';
import type { Assembly } from '../protocol/assemble.ts';

/** What a stream said that has no canonical word: whole events, members of events, and reasons of an end. */
export function streamLosses({ extensions, response }: Assembly): readonly Loss[] {
  const losses: Loss[] = [];
  for (const { value } of extensions) listUnmapped(value, '', losses);
  for (const [i, { finish, rawFinish }] of response.candidates.entries())
    if (finish === 'other') listUnmapped(rawFinish, `/candidates/${i}/rawFinish`, losses);
  return losses;
}
