import type { Command } from 'commander';
import { bytesText } from '../library.ts';
import { LOOKS, locate, type OpenOptions, withEngine } from '../open.ts';

interface BackupOptions extends OpenOptions {
  readonly json?: boolean;
}

export function defineBackup(command: Command): void {
  command
    .argument('<to>', 'a new file, or a folder in which to make one')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Example:
  parallax backup shop-traces.backup --workspace examples/shop`,
    )
    .action(backup);
}

async function backup(to: string, options: BackupOptions): Promise<void> {
  await withEngine(locate(options), { ...options, ...LOOKS }, async (engine) => {
    const done = await engine.backup(to);
    if (options.json) console.log(JSON.stringify(done));
    else
      console.log(
        `${done.file}: ${done.comparisons} comparisons, ${bytesText(done.bytes)}, SHA-256 ${done.sha256}\n${done.manifest}`,
      );
  });
}
