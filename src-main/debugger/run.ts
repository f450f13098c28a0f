import { Aligner } from '../../shared/trace/alignment.ts';
import type { Divergence } from '../../shared/trace/comparison.ts';
import { ActiveComparison } from './active-comparison.ts';
import { type ComparisonDeps, type ComparisonOptions, type ComparisonResult, programsOf } from './options.ts';
import { rowsInOrder } from './rows.ts';

/**
 * Runs a node on one or two paths to the end, without stops: what the command line and tests use. The same alignment and
 * recording as a live session. An abort ends the paths as `cancelled`; the result tells.
 */
export async function runComparison(
  deps: ComparisonDeps,
  options: ComparisonOptions,
  signal?: AbortSignal,
): Promise<ComparisonResult> {
  const aligner = new Aligner({
    paths: options.paths,
    policy: options.policy,
    programs: programsOf(options),
  });
  const extra: Divergence[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const comparison: ActiveComparison = await ActiveComparison.open(deps, options, {
    feed: (path, events) => aligner.feed(path, events),
    end: (path, end) => aligner.end(path, end),
    line: () => {},
    phase: (path) => {
      const driver = comparison.drivers.find((each) => each.path === path);
      // Nobody stops a free run: what stands goes on.
      if (driver?.stands) driver.go('free');
      else if (comparison.ended) resolve();
    },
    divergences: () => {
      const rows = new Map(rowsInOrder(aligner.root).map((place, row) => [place, row]));
      return [...aligner.divergences((place) => rows.get(place) ?? rows.size), ...extra];
    },
    accepted: () => {
      const rows = new Map(rowsInOrder(aligner.root).map((place, row) => [place, row]));
      return {
        list: aligner.accepted((place) => rows.get(place) ?? rows.size),
        counts: aligner.acceptedCounts,
      };
    },
    addDivergence: (divergence) => {
      if (aligner.accepts(divergence)) return;
      const relation = aligner.found + extra.length === 0 ? 'first' : 'independent';
      extra.push({ ...divergence, row: rowsInOrder(aligner.root).length, relation });
    },
  });
  const cancel = (): void => comparison.cancel();
  signal?.addEventListener('abort', cancel);
  comparison.start('free');
  if (signal?.aborted) cancel();
  await ended;
  signal?.removeEventListener('abort', cancel);
  return comparison.finish();
}
