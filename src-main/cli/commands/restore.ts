import { resolve } from 'node:path';
import type { Command } from 'commander';
import { restoreStore } from '../../store/backup.ts';
import { prepareStore, storeFile } from '../../workspace/location.ts';
import { locate, type OpenOptions } from '../open.ts';

interface RestoreOptions extends OpenOptions {
  readonly json?: boolean;
}

export function defineRestore(command: Command): void {
  command
    .argument('<file>', 'a file that parallax backup wrote, with its manifest beside it')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Example:
  parallax restore shop-traces.backup --workspace examples/shop`,
    )
    .action(restore);
}

function restore(file: string, options: RestoreOptions): void {
  const location = locate(options);
  prepareStore(location);
  const done = restoreStore(storeFile(location), resolve(file), Date.now());
  if (options.json) console.log(JSON.stringify(done));
  else {
    console.log(`Restored ${done.comparisons} comparisons with ${done.traces} traces.`);
    if (done.setAside !== null) console.log(`What was there before is kept as ${done.setAside}.`);
  }
}
