import type { ComparisonSummary, TraceStore } from './types.ts';

/** Comparisons read at a time when the library is looked through. */
const PAGE = 200;

/** Every recorded comparison of a node but those that a proof made, newest first. */
export function* comparisonsOf(store: TraceStore, node: string): Generator<ComparisonSummary> {
  for (let before: string | undefined; ; ) {
    const page = store.comparisons({
      node,
      limit: PAGE,
      without: ['proof'],
      ...(before === undefined ? {} : { before }),
    });
    yield* page;
    before = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}
