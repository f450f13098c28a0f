import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { Diagnostic } from '../../../shared/node/source.ts';
import { Ledger } from '../../ledger/ledger.ts';
import { lookInto } from '../../store/look-into.ts';
import { CONFIG_FILE, storeFile } from '../../workspace/location.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { EXIT } from '../failure.ts';
import { byWorkspace, diagnosticsOf, entryOf, nodeFiles } from '../nodes.ts';
import { type OpenOptions, withWorkspace } from '../open.ts';

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
  for (const group of byWorkspace(await nodeFiles(paths), options))
    files.push(...(await withWorkspace(group.location, (workspace) => findingsIn(workspace, group.files))));
  const count = (severity: string) =>
    files.reduce(
      (sum, file) => sum + file.diagnostics.filter((each) => each.severity === severity).length,
      0,
    );
  const [errors, warnings] = [count('error'), count('warning')];
  if (options.json) console.log(JSON.stringify({ errors, warnings, files }));
  else {
    for (const { file, diagnostics } of files) for (const each of diagnostics) console.log(line(file, each));
    console.log(`${files.length} checked: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`);
  }
  process.exitCode = errors > 0 ? EXIT.error : EXIT.equal;
}

function findingsIn(workspace: Workspace, files: readonly string[]): readonly CheckedFile[] {
  const { location, diagnostics } = workspace;
  const whole = (file: string, found: readonly Diagnostic[]): readonly CheckedFile[] =>
    found.length === 0
      ? []
      : [{ file: relative(process.cwd(), join(location.folder, file)), node: '', diagnostics: found }];
  const { seen: ledger, unread } = lookInto(storeFile(location), (recorded) =>
    new Ledger(location, Date.now).view(recorded),
  );
  if (unread && ledger.rules.length > 0)
    console.error(`${ledger.file}: unused rules are not looked for: what is recorded cannot be read here.`);
  return [
    ...files.map((file) => {
      const entry = entryOf(workspace, file);
      const found = diagnosticsOf(workspace, entry);
      return { file: relative(process.cwd(), file), node: entry.id, diagnostics: found };
    }),
    ...whole(
      CONFIG_FILE,
      diagnostics.filter(({ file }) => file === CONFIG_FILE),
    ),
    ...whole(ledger.file, ledger.diagnostics),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function line(file: string, { range, severity, message, code, suggestion }: Diagnostic): string {
  return `${file}:${range.line}:${range.column}: ${severity}: ${message} [${code}]${suggestion ? `\n    ${suggestion}` : ''}`;
}
