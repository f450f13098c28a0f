import type { Command } from 'commander';
import type { ComparisonView, PairedTrace, StepRow } from '../../../shared/api/view.ts';
import type { Divergence } from '../../../shared/trace/comparison.ts';
import { displayValue } from '../../../shared/values/display.ts';
import { pairId } from '../../debugger/pairing.ts';
import { StoredComparison } from '../../debugger/stored.ts';
import { rule, twoColumns } from '../columns.ts';
import { EXIT, Failure } from '../failure.ts';
import { LOOKS, locate, type OpenOptions, withEngine } from '../open.ts';

interface DiffOptions extends OpenOptions {
  readonly json?: boolean;
}

/** Rows shown above and below each that differs. */
const AROUND = 2;
const LOT = 500;

export function defineDiff(command: Command): void {
  command
    .argument('<a>', 'id of a trace (parallax traces lists them)')
    .argument('<b>', 'id of the other')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print the differences as JSON')
    .addHelpText(
      'after',
      `
Exit code: 0 equal, 2 bad input or usage, 3 they differ.

Example:
  parallax diff trc_01m7xyc0bp49esfsk9vg trc_01m7xyc0bp49esfsk9vh`,
    )
    .action(diff);
}

async function diff(a: string, b: string, options: DiffOptions): Promise<void> {
  process.exitCode = await withEngine(
    locate(options),
    { ...options, ...LOOKS },
    async ({ store, ledger }) => {
      for (const id of [a, b])
        if (store.trace(id) === undefined)
          throw new Failure('not_found', `There is no trace ${id}: parallax traces lists them.`);
      const rules = (node: string) => ledger.rulesFor(node);
      const pair = (await StoredComparison.open(store, pairId(a, b), rules)) as StoredComparison;
      const view = pair.view();
      console.log(options.json ? JSON.stringify(json(view)) : text(pair, view).join('\n'));
      return view.divergences.length > 0 ? EXIT.diverged : EXIT.equal;
    },
  );
}

function json({ id, divergences, accepted }: ComparisonView): unknown {
  const [first, ...later] = divergences;
  const related = (relation: Divergence['relation']) =>
    later.filter((each) => each.relation === relation).map(divergenceJson);
  return {
    comparison: id,
    diverged: first !== undefined,
    divergence: first === undefined ? null : divergenceJson(first),
    consequences: related('consequence'),
    independent: related('independent'),
    accepted: (accepted ?? []).map(({ rule: by, step, occ, path }) => ({ rule: by, step, occ, path })),
  };
}

/** The columns of a diff are its two traces. */
function divergenceJson({ kind, step, occ, path, reference, direct, message }: Divergence): unknown {
  return { kind, step, occ, path, a: reference, b: direct, message };
}

function text(pair: StoredComparison, view: ComparisonView): string[] {
  const width = process.stdout.columns ?? Number(process.env['COLUMNS'] ?? 120);
  const { a, b } = view.pair as NonNullable<ComparisonView['pair']>;
  const heads = twoColumns(heading('A', a), heading('B', b), width);
  const [first, ...later] = view.divergences;
  const lines = [...heads, rule(width), ...rowLines(pair, view, width), ''];
  const accepted = view.accepted?.length ?? 0;
  if (accepted > 0) lines.push(`${accepted} accepted by rules of equivalences.yml`);
  if (first === undefined) return [...lines, 'Equal.'];
  lines.push(`Differ at ${first.step || 'the node'}: ${first.message}`);
  for (const each of later.filter(({ relation }) => relation === 'independent'))
    lines.push(`Independent, at ${each.step || 'the node'}: ${each.message}`);
  const following = later.filter(({ relation }) => relation === 'consequence').length;
  if (following > 0) lines.push(`${following} ${following === 1 ? 'consequence' : 'consequences'}`);
  return lines;
}

function heading(name: string, { trace, node, path, startedAt }: PairedTrace): string[] {
  return [`${name} ${trace}`, `  ${node} ${path} ${new Date(startedAt).toISOString()}`];
}

/** What differs with what stands around it; a run of equal rows is one line. */
function rowLines(pair: StoredComparison, view: ComparisonView, width: number): string[] {
  const lines: string[] = [];
  const shown = new Set<number>();
  const rows: StepRow[] = [];
  for (let from = 0; from < view.rows; from += LOT) rows.push(...pair.rows(from, LOT));
  for (const row of rows)
    if (row.status !== 'equal')
      for (let at = row.index - AROUND; at <= row.index + AROUND; at++) shown.add(at);
  let skipped = 0;
  const gap = (): void => {
    if (skipped > 0) lines.push(`  … ${skipped} equal`);
    skipped = 0;
  };
  for (const row of rows) {
    if (rows.length > 2 * AROUND + 1 && !shown.has(row.index)) {
      skipped++;
      continue;
    }
    gap();
    lines.push(...twoColumns([side(row, 'reference')], [side(row, 'direct')], width));
  }
  gap();
  return lines;
}

const MARKS: Readonly<Record<StepRow['status'], string>> = {
  pending: ' ',
  equal: ' ',
  accepted: '~',
  diverged: '✗',
  consequence: '!',
  reference_only: '-',
  direct_only: '+',
};

function side(row: StepRow, path: 'reference' | 'direct'): string {
  const cell = row[path];
  const start = `${MARKS[row.status]} ${'  '.repeat(row.depth)}`;
  if (cell === null) return `${start}(not here)`;
  const value = cell.value === undefined ? '' : ` ${displayValue(cell.value, 40)}`;
  const label = cell.label === '' ? '' : `  ${cell.label}`;
  return `${start}${row.kind === 'round' ? `round ${row.name}` : row.name}${label}${value}`;
}
