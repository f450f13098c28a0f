import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { Diagnostic } from '../../../shared/node/source.ts';
import { CONFIG_FILE } from '../../workspace/location.ts';
import { EXIT } from '../failure.ts';
import { byWorkspace, diagnosticsOf, entryOf, nodeFiles } from '../nodes.ts';
import { type OpenOptions, withEngine } from '../open.ts';

interface CheckedFile {
  readonly file: string;
  readonly node: string;
  readonly diagnostics: readonly Diagnostic[];
}

export function defineCheck(command: Command): void {
  command
    .argument('<path...>', '.vsp files, or folders with everything below them')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
Rules of equivalences.yml are checked too: broken, expired and unused ones are told.
Exit code: 0 no errors, 1 errors, 2 bad usage.

Example:
  parallax check examples/shop`,
    )
    .action(check);
}

async function check(
  paths: readonly string[],
  options: OpenOptions & { readonly json?: boolean },
): Promise<void> {
  const files: CheckedFile[] = [];
  for (const group of byWorkspace(await nodeFiles(paths), options)) {
    await withEngine(group.location, options, async (engine) => {
      for (const file of group.files) {
        const entry = entryOf(engine, file);
        files.push({
          file: relative(process.cwd(), file),
          node: entry.id,
          diagnostics: diagnosticsOf(engine, entry),
        });
      }
      const settings = engine.workspace.diagnostics.filter(({ file }) => file === CONFIG_FILE);
      if (settings.length > 0)
        files.push({
          file: relative(process.cwd(), join(group.location.folder, CONFIG_FILE)),
          node: '',
          diagnostics: settings,
        });
      const ledger = engine.ledger.view(engine.store);
      if (ledger.diagnostics.length > 0)
        files.push({
          file: relative(process.cwd(), join(group.location.folder, ledger.file)),
          node: '',
          diagnostics: ledger.diagnostics,
        });
    });
  }
  const count = (severity: string) =>
    files.reduce(
      (sum, file) => sum + file.diagnostics.filter((each) => each.severity === severity).length,
      0,
    );
  const [errors, warnings] = [count('error'), count('warning')];
  if (options.json) console.log(JSON.stringify({ errors, warnings, files }));
  else {
    for (const { file, diagnostics } of files) for (const each of diagnostics) console.log(line(file, each));
    console.log(`${files.length} checked: ${errors} errors, ${warnings} warnings`);
  }
  process.exitCode = errors > 0 ? EXIT.error : EXIT.equal;
}

function line(file: string, { range, severity, message, code, suggestion }: Diagnostic): string {
  return `${file}:${range.line}:${range.column}: ${severity}: ${message} [${code}]${suggestion ? `\n    ${suggestion}` : ''}`;
}
