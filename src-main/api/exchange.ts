import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ApiError } from '../../shared/api/error.ts';
import type {
  ExchangeApi,
  IngestReport,
  IngestRequest,
  ReportFile,
  ReportFormat,
} from '../../shared/api/exchange.ts';
import { StoredComparison } from '../debugger/stored.ts';
import { ingest } from '../ingest/ingest.ts';
import { survey } from '../ingest/survey.ts';
import { htmlReport } from '../report/html-report.ts';
import { markdownReport } from '../report/markdown-report.ts';
import { product } from '../report/product.ts';
import { reportOf } from '../report/report.ts';
import { prepareStore } from '../workspace/location.ts';
import type { Engine } from './engine.ts';
import { ingestDeps } from './ingest-deps.ts';

/** `exchange` of the API, on one open workspace. */
export class Exchange implements ExchangeApi {
  readonly #engine: Engine;
  readonly #changed: () => void;

  /** `changed`: there are more runs. */
  constructor(engine: Engine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
  }

  async report(id: string, format: ReportFormat): Promise<ReportFile> {
    const { store, ledger } = this.#engine;
    const comparison = await StoredComparison.open(store, id, (node) => ledger.rulesFor(node));
    if (!comparison) throw new ApiError('not_found', `There is no comparison ${id}.`);
    if (!comparison.complete)
      throw new ApiError('conflict', 'This comparison is still under way: end it, then export its report.');
    const report = reportOf(comparison);
    return format === 'html'
      ? { name: `${id}.html`, type: 'text/html', text: htmlReport(report, product()) }
      : { name: `${id}.md`, type: 'text/markdown', text: markdownReport(report) };
  }

  /** The texts go through files of their own, which are gone when it is done. */
  async ingest({ files, skipMalformed, sensitive }: IngestRequest): Promise<IngestReport> {
    const { location } = this.#engine.workspace;
    prepareStore(location);
    const folder = mkdtempSync(join(location.store, 'ingest-'));
    try {
      const paths = files.map(({ text }, i) => {
        const path = join(folder, `${i}.jsonl`);
        writeFileSync(path, text, { mode: 0o600 });
        return path;
      });
      const named = (path: string): string => files[Number.parseInt(basename(path), 10)]?.name ?? path;
      const found = await survey(paths, { node: null, path: null });
      const malformed = found.malformed.map((each) => ({ ...each, file: named(each.file) }));
      const { malformedCount } = found;
      if (malformedCount > 0 && !skipMalformed)
        return { stored: false, traces: [], compared: [], malformed, malformedCount };
      const empty = found.runs.findIndex((runs) => runs.length === 0);
      if (empty >= 0)
        throw new ApiError(
          'invalid',
          `${files[empty]?.name} holds no run: a header line {"parallax":1,…} begins one.`,
        );
      const { traces, divergences } = await ingest(ingestDeps(this.#engine, sensitive), found);
      return {
        stored: true,
        traces: traces.map((trace) => ({ ...trace, file: named(trace.file) })),
        compared: [...divergences].map(([comparison, [first]]) => ({
          comparison,
          divergence: first?.message ?? null,
        })),
        malformed,
        malformedCount,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
      this.#changed();
    }
  }
}
