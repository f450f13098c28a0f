import { create } from 'zustand';
import type { IngestReport, ReportFormat } from '../../../shared/api/exchange.ts';
import { api, failureOf } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { saveFile } from '../../app/save-file.ts';
import { toast } from '../../app/ui-store.ts';

/** What is being exported or taken in; null where no dialog is open. */
export interface ExchangeState {
  /** Comparison whose report is to be exported. */
  readonly report: string | null;
  readonly ingest: boolean;
}

export const useExchange = create<ExchangeState>(() => ({ report: null, ingest: false }));

/** A message to the API may not be larger than 16 MB. */
const MOST_BYTES = 12 * 1024 * 1024;

export function openReport(comparison: string): void {
  useExchange.setState({ report: comparison });
}

export function closeExchange(): void {
  useExchange.setState({ report: null, ingest: false });
}

export async function exportReport(comparison: string, format: ReportFormat, to: 'file' | 'clipboard') {
  try {
    const { name, type, text } = await api().exchange.report(comparison, format);
    if (to === 'clipboard') await navigator.clipboard.writeText(text);
    else saveFile(name, type, text);
    closeExchange();
    toast('info', to === 'clipboard' ? 'The report was copied.' : `The report is ${name}.`);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

export function copyId(comparison: string): void {
  navigator.clipboard.writeText(comparison).then(
    () => toast('info', `Copied ${comparison}.`),
    () => toast('error', 'The browser did not allow copying.'),
  );
}

/** Takes in runs of other programs; resolves to what could not be read, where nothing was stored for it. */
export async function ingestFiles(
  files: readonly File[],
  sensitive: readonly string[],
  skipMalformed: boolean,
): Promise<IngestReport> {
  if (files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES)
    throw new Error(
      'These files are larger than 12 MB: parallax ingest in a terminal reads files of any size.',
    );
  const texts = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
  const report = await api().exchange.ingest({ files: texts, sensitive, skipMalformed });
  if (report.stored) {
    closeExchange();
    tell(report);
  }
  return report;
}

function tell({ traces, compared, malformedCount }: IngestReport): void {
  const [pair] = compared;
  const comparison = pair?.comparison ?? traces[0]?.comparison ?? null;
  const left = malformedCount === 0 ? '' : `, ${malformedCount} malformed left out`;
  const runs = traces.length === 1 ? '1 run was' : `${traces.length} runs were`;
  const verdict = !pair ? '' : pair.divergence === null ? ' Equal.' : ` ${pair.divergence}`;
  toast('info', `${runs} imported${left}.${verdict}`, {
    title: 'Open',
    run: () => navigate({ view: 'comparison', comparison, row: null }),
  });
  // One comparison is what was wanted; of several the list shows them all.
  if (new Set(traces.map((trace) => trace.comparison)).size === 1)
    navigate({ view: 'comparison', comparison, row: null });
  else navigate({ view: 'runs' });
}
