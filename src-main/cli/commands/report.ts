import type { Command } from 'commander';
import { StoredComparison } from '../../debugger/stored.ts';
import { htmlReport } from '../../report/html-report.ts';
import { markdownReport } from '../../report/markdown-report.ts';
import { product } from '../../report/product.ts';
import { reportOf } from '../../report/report.ts';
import { Failure } from '../failure.ts';
import { LOOKS, locate, type OpenOptions, withEngine } from '../open.ts';
import { writeText } from '../text-file.ts';

interface ReportOptions extends OpenOptions {
  readonly html?: string;
  readonly markdown?: string | true;
}

export function defineReport(command: Command): void {
  command
    .argument('<comparison>', 'id of a comparison, or of two traces as A..B')
    .option('--html <file>', 'one self-contained page')
    .option('--markdown [file]', 'for a pull request; without a file it is printed')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .addHelpText(
      'after',
      `
Values are redacted as they are stored.

Example:
  parallax report cmp_01m7xyc0b6j7psnxt7qf --html report.html`,
    )
    .action(report);
}

async function report(id: string, options: ReportOptions): Promise<void> {
  if (options.html === undefined && options.markdown === undefined)
    throw new Failure('usage', 'Say what to write: --html FILE, or --markdown [FILE].');
  await withEngine(locate(options), { ...options, ...LOOKS }, async ({ store, ledger }) => {
    const comparison = await StoredComparison.open(store, id, (node) => ledger.rulesFor(node));
    if (comparison === undefined)
      throw new Failure('not_found', `There is no comparison ${id}: parallax traces --json names them.`);
    const found = reportOf(comparison);
    if (options.html !== undefined) writeText(options.html, htmlReport(found, product()));
    if (typeof options.markdown === 'string') writeText(options.markdown, markdownReport(found));
    else if (options.markdown === true) console.log(markdownReport(found));
  });
}
