import { resolve } from 'node:path';
import type { Command } from 'commander';
import { locate, type OpenOptions, withEngine } from '../open.ts';

interface ImportOptions extends OpenOptions {
  readonly json?: boolean;
}

export function defineImport(command: Command): void {
  command
    .argument('<file>', 'a file that parallax export wrote')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Example:
  parallax import failing-order.ptrace --workspace examples/shop`,
    )
    .action(importTraces);
}

async function importTraces(file: string, options: ImportOptions): Promise<void> {
  await withEngine(locate(options), options, async (engine) => {
    const report = await engine.store.library.importFrom(resolve(file));
    if (options.json) {
      console.log(JSON.stringify(report));
      return;
    }
    for (const { comparison, was, hash } of report.imported)
      console.log(
        `${comparison}  ${hash}${was === comparison ? '' : `  (was ${was}, which is another one here)`}`,
      );
    for (const { comparison, hash } of report.known) console.log(`${comparison}  ${hash}  (already here)`);
    console.log(`${report.imported.length} imported, ${report.known.length} already here`);
  });
}
