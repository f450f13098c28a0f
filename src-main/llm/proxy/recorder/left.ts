import { errorText } from '../../../../shared/error-text.ts';
import { DOCUMENT, unpack } from '../../../store/chunk.ts';
import { newId } from '../../../store/id.ts';
import type { LibraryStore } from '../../../store/store.ts';
import { exchangeOf } from '../passed.ts';
import { type Exchange, recordExchange } from '../record.ts';
import { batchIn, callsOf } from './batch.ts';

/**
 * Records the calls of a proxy that was killed before it could record them. Gives one sentence for each that cannot be, maybe
 * since another version kept it: it is not kept any longer.
 */
export async function recordLeft(store: LibraryStore): Promise<readonly string[]> {
  const problems: string[] = [];
  const failed = (error: unknown): void => {
    problems.push(`A call that a proxy left behind could not be recorded: ${errorText(error)}`);
  };
  for (const { name, body } of await store.adoptPending()) {
    let calls: readonly Exchange[] = [];
    try {
      calls = callsOf(batchIn(unpack(DOCUMENT, body))).map(exchangeOf);
    } catch (error) {
      failed(error);
    }
    const recorded: Promise<void>[] = [];
    await store.recordKept(name, () => {
      for (const call of calls) recorded.push(recordExchange({ store, newId }, call).catch(failed));
    });
    await Promise.all(recorded);
  }
  return problems;
}
