import { resolve } from 'node:path';
import type { Command } from 'commander';
import { bytesText, findRecorded } from '../library.ts';
import { LOOKS, locate, type OpenOptions, withEngine } from '../open.ts';

interface ExportOptions extends OpenOptions {
  readonly output: string;
  readonly withDatabases?: boolean;
  readonly json?: boolean;
}

export function defineExport(command: Command): void {
  command
    .argument('<id...>', 'ids of comparisons or traces; a trace brings its whole comparison')
    .requiredOption('-o, --output <file>', 'the file to write')
    .option('--with-databases', 'also the databases as they were when the runs began')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Example:
  parallax export cmp_01ktn0c3d5a7f2m8x4qz --workspace examples/shop -o failing-order.ptrace`,
    )
    .action(exportTraces);
}

async function exportTraces(ids: readonly string[], options: ExportOptions): Promise<void> {
  await withEngine(locate(options), { ...options, ...LOOKS }, async (engine) => {
    const archived = await engine.store.library.exportTo({
      file: resolve(options.output),
      comparisons: ids.map((id) => findRecorded(engine, id).comparison),
      databases: options.withDatabases === true,
    });
    if (options.json) console.log(JSON.stringify({ file: options.output, ...archived }));
    else {
      for (const { comparison, hash } of archived.comparisons) console.log(`${comparison}  ${hash}`);
      console.log(`${options.output}: ${bytesText(archived.bytes)}, SHA-256 ${archived.sha256}`);
    }
  });
}
