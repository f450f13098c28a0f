import type { Command } from 'commander';
import type { RemovalReason } from '../../../shared/api/library.ts';
import type { Removal } from '../../store/removal.ts';
import { table } from '../columns.ts';
import { bytesText } from '../library.ts';
import { LOOKS, locate, type OpenOptions, withEngine } from '../open.ts';

interface PruneOptions extends OpenOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function definePrune(command: Command): void {
  command
    .option('--dry-run', 'only say what would go')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Pinned runs and those being recorded stay.

Example:
  parallax prune --workspace examples/shop --dry-run`,
    )
    .action(prune);
}

const REASONS: Readonly<Record<RemovalReason, string>> = {
  deleted: 'was deleted',
  age: 'is older than library.retention.age',
  count: 'is one more than library.retention.count',
  size: 'is beyond library.retention.size_mb',
  proofs: 'was made by a proof and is one more than library.retention.proofs',
};

async function prune(options: PruneOptions): Promise<void> {
  await withEngine(locate(options), { ...options, ...LOOKS }, async (engine) => {
    const { library } = engine.store;
    if (options.dryRun) {
      const removable = library.removable(engine.retention);
      if (options.json)
        console.log(JSON.stringify({ removed: removable.map(removalJson), freed: 0, dry_run: true }));
      else console.log([...lines(removable), `${removable.length} would go`].join('\n'));
      return;
    }
    const { removed, freed } = await library.prune(engine.retention);
    if (options.json)
      console.log(JSON.stringify({ removed: removed.map(removalJson), freed, dry_run: false }));
    else console.log([...lines(removed), `${removed.length} gone, ${bytesText(freed)} freed`].join('\n'));
  });
}

function removalJson({ comparison, node, startedAt, reason }: Removal): unknown {
  return { comparison, node, started: new Date(startedAt).toISOString(), reason };
}

function lines(removed: readonly Removal[]): readonly string[] {
  if (removed.length === 0) return [];
  return table(
    removed.map(({ comparison, node, startedAt, reason }) => [
      comparison,
      node,
      new Date(startedAt).toISOString(),
      REASONS[reason],
    ]),
    ['left', 'left', 'left', 'left'],
  );
}
