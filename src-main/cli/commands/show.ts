import type { Command } from 'commander';
import type { LibraryEntry } from '../../../shared/api/library.ts';
import type { Cell, ComparisonView, PathView, StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { displayValue } from '../../../shared/values/display.ts';
import type { Engine } from '../../api/engine.ts';
import { BreakpointSet } from '../../debugger/breakpoints/file.ts';
import { StoredComparison } from '../../debugger/stored.ts';
import { armedBreakpoints, hitsJson, hitsText, recordedHits } from '../breakpoint-hits.ts';
import { table } from '../columns.ts';
import { Failure } from '../failure.ts';
import { findRecorded } from '../library.ts';
import { LOOKS, locate, type OpenOptions, withEngine } from '../open.ts';
import { asksHistory, type HistoryQuestion, showHistory } from '../show-history.ts';

interface ShowOptions extends OpenOptions, HistoryQuestion {
  readonly json?: boolean;
  readonly breakOn: readonly string[];
  readonly breakpoints?: boolean;
}

const PATHS: readonly PathName[] = ['reference', 'direct'];
const ROWS = 500;

const RELATIONS = {
  first: 'Diverged',
  consequence: 'Consequence',
  independent: 'Independent difference',
} as const;

export function defineShow(command: Command): void {
  command
    .argument('<id>', 'id of a trace or of a comparison')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option(
      '--break-on <breakpoint>',
      'where this breakpoint would have stopped, in order, instead of the rest; may be given again',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option('--breakpoints', 'the same for the breakpoints that the workspace keeps')
    .option('--history <name>', 'every write of a variable or a field on both paths, instead of the rest')
    .option('--why <name>', 'why a variable or a field differs at the end, in one sentence')
    .option(
      '--eval <expression>',
      'an expression at every visit of --step, in every recorded run of the node',
    )
    .option('--step <step>', 'the step for --eval, by its path')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
The hash is of the content: equal wherever the same recording was imported.

Example:
  parallax show cmp_01ktn0c3d5a7f2m8x4qz --workspace examples/shop
  parallax show cmp_01ktn0c3d5a7f2m8x4qz --break-on 'tax > 8' --break-on effect:database
  parallax show cmp_01ktn0c3d5a7f2m8x4qz --history tax
  parallax show cmp_01ktn0c3d5a7f2m8x4qz --why total
  parallax show cmp_01ktn0c3d5a7f2m8x4qz --eval 'tax * 100' --step compute_tax`,
    )
    .action(show);
}

async function show(id: string, options: ShowOptions): Promise<void> {
  const location = locate(options);
  const history = asksHistory(options);
  await withEngine(location, { ...options, ...LOOKS }, async (engine) => {
    if (history) {
      const { json, text } = await showHistory(engine, findRecorded(engine, id).comparison, options);
      console.log(options.json ? JSON.stringify(json) : text);
      return;
    }
    if (options.breakOn.length > 0 || options.breakpoints) {
      const { comparison } = findRecorded(engine, id);
      const kept = options.breakpoints ? BreakpointSet.open(location.store).armed : [];
      const hits = await recordedHits(engine.store, comparison, armedBreakpoints(options.breakOn, kept));
      console.log(options.json ? JSON.stringify(hitsJson(hits)) : hitsText(hits));
      return;
    }
    const shown = await read(engine, id);
    if (options.json) console.log(JSON.stringify(shownJson(shown)));
    else console.log(shownText(shown));
  });
}

interface Shown {
  readonly view: ComparisonView;
  readonly entry: LibraryEntry;
  readonly hash: string;
  readonly paths: readonly { readonly path: PathName; readonly view: PathView; readonly hash: string }[];
  readonly rows: readonly StepRow[];
}

async function read(engine: Engine, id: string): Promise<Shown> {
  const { comparison, trace } = findRecorded(engine, id);
  const stored = await StoredComparison.open(engine.store, comparison, (node) =>
    engine.ledger.rulesFor(node),
  );
  const entry = engine.store.library.entry(comparison);
  if (stored === undefined || entry === undefined)
    throw new Failure('not_found', `There is no comparison ${comparison} any more.`);
  const hashes = engine.store.library.hashes(comparison);
  const view = stored.view();
  const paths = PATHS.flatMap((path) => {
    const of = view.paths[path];
    if (of === null || (trace !== null && of.trace !== trace)) return [];
    return [{ path, view: of, hash: hashes.traces[of.trace] ?? '' }];
  });
  const rows: StepRow[] = [];
  for (let from = 0; from < view.rows; from += ROWS) rows.push(...stored.rows(from, ROWS));
  return { view, entry, hash: hashes.comparison, paths, rows };
}

function shownJson({ view, entry, hash, paths, rows }: Shown): unknown {
  return {
    comparison: view.id,
    content_hash: hash,
    node: view.node,
    hash: view.hash,
    file: view.file,
    name: entry.name,
    tags: entry.tags,
    pinned: entry.pinned,
    started: new Date(view.startedAt).toISOString(),
    effects: view.effects,
    status: entry.status,
    inputs: view.inputs,
    diverged: entry.status === 'diverged',
    divergences: view.divergences,
    traces: paths.map(({ path, view: of, hash: content }) => ({
      id: of.trace,
      path,
      content_hash: content,
      runtime: of.runtime,
      events: of.events,
      duration_ms: of.durationUs / 1000,
      success: of.success ?? false,
      outputs: of.outputs,
      error: of.error,
      steps: rows.flatMap((row) => stepJson(row, row[path])),
    })),
  };
}

function stepJson(row: StepRow, cell: Cell | null): readonly unknown[] {
  if (cell === null) return [];
  const { step, occ, kind, name, operation, depth, status } = row;
  const { state, label, value, note, startUs, durationUs, events } = cell;
  const times = { start_us: startUs, duration_us: durationUs };
  return [
    {
      step,
      occ,
      kind,
      name,
      operation,
      depth,
      status,
      state,
      label,
      value: value ?? null,
      note,
      ...times,
      events,
    },
  ];
}

const MARKS: Readonly<Record<StepRow['status'], string>> = {
  pending: ' ',
  equal: '✓',
  accepted: '≈',
  diverged: '✗',
  consequence: '↳',
  reference_only: '✗',
  direct_only: '✗',
};

function shownText({ view, entry, hash, paths, rows }: Shown): string {
  const labels = [...(entry.pinned ? ['pinned'] : []), ...entry.tags.map((tag) => `#${tag}`)].join(' ');
  const lines = [
    `${view.node} · ${view.id}${entry.name === null ? '' : ` · ${entry.name}`}`,
    `${entry.status} · ${new Date(view.startedAt).toISOString()} · effects ${view.effects}${labels === '' ? '' : ` · ${labels}`}`,
    `hash ${hash}`,
    '',
    ...Object.entries(view.inputs).map(([name, value]) => `  ${name}  ${displayValue(value, 100)}`),
  ];
  for (const { path, view: of, hash: content } of paths) {
    lines.push(
      '',
      `${path} · ${of.trace} · ${of.runtime} · ${of.events} events, ${(of.durationUs / 1000).toFixed(1)} ms`,
    );
    lines.push(`  hash ${content}`, ...endLines(of));
  }
  lines.push(
    '',
    ...steps(
      rows,
      paths.map(({ path }) => path),
    ),
  );
  for (const each of view.divergences) {
    lines.push('', `${RELATIONS[each.relation]} at ${each.step || 'the result'}: ${each.message}`);
    lines.push(`  reference  ${displayValue(each.reference)}`, `  direct     ${displayValue(each.direct)}`);
  }
  return lines.join('\n');
}

function endLines({ error, outputs }: PathView): readonly string[] {
  if (error !== null) return [`  error ${error.code}: ${error.message}`];
  if (outputs === null) return ['  unfinished'];
  return Object.entries(outputs).map(([name, value]) => `  ${name}  ${displayValue(value, 100)}`);
}

function steps(rows: readonly StepRow[], paths: readonly PathName[]): readonly string[] {
  const cells = rows
    .filter((row) => paths.some((path) => row[path] !== null))
    .map((row) => [
      paths.length < 2 ? ' ' : MARKS[row.status],
      `${'  '.repeat(row.depth)}${row.name}`,
      row.operation,
      ...paths.map((path) => cellText(row[path])),
    ]);
  const align = ['left', 'left', 'left', ...paths.map(() => 'left' as const)] as const;
  return table([['', 'step', 'operation', ...paths], ...cells], align);
}

function cellText(cell: Cell | null): string {
  if (cell === null) return '';
  const value = cell.value === undefined ? '' : displayValue(cell.value, 40);
  return [cell.label, value, cell.note].filter((part) => part !== '').join(' ');
}
