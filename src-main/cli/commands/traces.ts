import { type Command, Option } from 'commander';
import type { LibraryEntry, LibraryQuery, LibrarySort, LibraryStatus } from '../../../shared/api/library.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { Engine } from '../../api/engine.ts';
import { Judging } from '../../api/judging.ts';
import type { TraceSummary } from '../../store/types.ts';
import { table } from '../columns.ts';
import { parseCount, parseMilliseconds, parseTime } from '../library.ts';
import { LOOKS, locate, type OpenOptions, withEngine } from '../open.ts';

interface TracesOptions extends OpenOptions {
  readonly node?: string;
  readonly path?: PathName;
  readonly result?: LibraryStatus;
  readonly error?: string;
  readonly diverged?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly min?: string;
  readonly max?: string;
  readonly tag?: readonly string[];
  readonly pinned?: boolean;
  readonly kind?: keyof typeof KINDS;
  readonly text?: string;
  readonly sort: LibrarySort;
  readonly by?: 'node' | 'step';
  readonly limit: string;
  readonly json?: boolean;
}

const PAGE = 500;
/** What a proof ran again is no run of anybody's own: it is listed where it is asked for, as in the application. */
const LISTED = ['run', 'ingested', 'replay', 'what_if'] as const;
const KINDS = { branches: ['replay', 'what_if'], proofs: ['proof'], ingested: ['ingested'] } as const;
const ORIGINS = {
  run: '',
  ingested: 'ingested',
  replay: 'replay',
  what_if: 'what-if',
  proof: 'proof',
} as const;

export function defineTraces(command: Command): void {
  command
    .option('--node <id>', 'only traces of this node')
    .addOption(new Option('--path <path>', 'only traces of this path').choices(['reference', 'direct']))
    .addOption(
      new Option('--result <result>', 'only comparisons that came out so').choices([
        'equal',
        'accepted',
        'diverged',
        'failed',
        'interrupted',
        'running',
      ]),
    )
    .option('--error <code>', 'only comparisons in which a path ended with this error')
    .option('--diverged', 'only comparisons that diverged')
    .option('--no-diverged', 'only comparisons that did not')
    .option('--since <time>', 'begun since: 2026-11-20, or 12h ago, or 7d')
    .option('--until <time>', 'begun before')
    .option('--min <duration>', 'took at least: 250ms, 30s')
    .option('--max <duration>', 'took at most')
    .option('--tag <tag...>', 'only those with all of these tags')
    .option('--pinned', 'only pinned ones')
    .addOption(
      new Option('--kind <kind>', 'only those of this kind (default: all but runs of proofs)').choices(
        Object.keys(KINDS),
      ),
    )
    .option('--text <words>', 'only those with these words in inputs, outputs, errors, names or tags')
    .addOption(
      new Option('--sort <by>', 'started and duration: greatest first')
        .choices(['started', 'duration', 'node', 'status'])
        .default('started'),
    )
    .addOption(
      new Option('--by <group>', 'count them by node, or by first divergent step').choices(['node', 'step']),
    )
    .option('--limit <n>', 'how many comparisons at most', '50')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Example:
  parallax traces --workspace examples/shop --diverged --since 7d --text MUG-01`,
    )
    .action(traces);
}

async function traces(options: TracesOptions): Promise<void> {
  const limit = parseCount('--limit', options.limit, 10_000);
  const query = queryOf(options);
  await withEngine(locate(options), { ...options, ...LOOKS }, async (engine) => {
    // Rules may have been made, changed or expired since somebody looked last.
    await new Judging(engine.store, engine.ledger, () => undefined).settle();
    if (options.by !== undefined) printGroups(engine, query, options.by, options.json === true);
    else await printTraces(engine, query, limit, options);
  });
}

function queryOf(options: TracesOptions): Omit<LibraryQuery, 'limit'> {
  const { node, path, result, error, diverged, since, until, min, max, tag, pinned, kind, text, sort } =
    options;
  return {
    sort,
    origin: kind === undefined ? LISTED : KINDS[kind],
    ...(node === undefined ? {} : { node }),
    ...(path === undefined ? {} : { path }),
    ...(result === undefined ? {} : { status: [result] }),
    ...(error === undefined ? {} : { error }),
    ...(diverged === undefined ? {} : { diverged }),
    ...(since === undefined ? {} : { since: parseTime('--since', since) }),
    ...(until === undefined ? {} : { until: parseTime('--until', until) }),
    ...(min === undefined ? {} : { minDuration: parseMilliseconds('--min', min) }),
    ...(max === undefined ? {} : { maxDuration: parseMilliseconds('--max', max) }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(text === undefined ? {} : { text }),
  };
}

async function printTraces(
  engine: Engine,
  query: Omit<LibraryQuery, 'limit'>,
  limit: number,
  { path, json }: TracesOptions,
): Promise<void> {
  const entries: LibraryEntry[] = [];
  for (let after: string | null | undefined; after !== null && entries.length < limit; ) {
    const page = engine.store.library.search({
      ...query,
      limit: Math.min(PAGE, limit - entries.length),
      ...(after === undefined ? {} : { after }),
    });
    entries.push(...page.entries);
    after = page.next;
  }
  const rows: ReturnType<typeof traceJson>[] = [];
  for (const entry of entries) {
    const comparison = engine.store.comparison(entry.comparison);
    if (comparison === undefined) continue;
    for (const trace of comparison.traces)
      if (path === undefined || trace.path === path) rows.push(traceJson(entry, trace));
  }
  if (json) console.log(JSON.stringify(rows));
  else if (rows.length === 0)
    console.log(
      engine.store.statistics().traces === 0
        ? 'Nothing is recorded yet: parallax run NODE records a run.'
        : 'No recorded trace is like that.',
    );
  else {
    const cells = rows.map((row) => [
      row.id,
      row.node,
      row.path,
      row.started,
      `${row.duration_ms.toFixed(1)} ms`,
      row.error ?? (row.success ? 'success' : 'unfinished'),
      row.accepted ? 'accepted' : row.diverged ? 'diverged' : '',
      ORIGINS[row.origin],
      row.tags.map((tag) => `#${tag}`).join(' '),
    ]);
    console.log(
      table(
        [['trace', 'node', 'path', 'started', 'took', 'result', '', '', ''], ...cells],
        ['left', 'left', 'left', 'left', 'right', 'left', 'left', 'left', 'left'],
      ).join('\n'),
    );
  }
}

function printGroups(
  engine: Engine,
  query: Omit<LibraryQuery, 'limit'>,
  by: 'node' | 'step',
  json: boolean,
): void {
  const groups = engine.store.library.groups(query, by).map((group) => ({
    node: group.node,
    ...(by === 'step' ? { step: group.divergedAt } : {}),
    count: group.count,
    diverged: group.diverged,
    accepted: group.accepted,
    failed: group.failed,
    latest: new Date(group.latest).toISOString(),
  }));
  if (json) {
    console.log(JSON.stringify(groups));
    return;
  }
  const cells = groups.map((group) => [
    group.node,
    ...(by === 'step' ? [group.step || 'the result'] : []),
    ...[group.count, group.diverged, group.accepted, group.failed].map(String),
    group.latest,
  ]);
  const head = [
    'node',
    ...(by === 'step' ? ['diverged at'] : []),
    'runs',
    'diverged',
    'accepted',
    'failed',
    'latest',
  ];
  console.log(
    table(
      [head, ...cells],
      ['left', ...(by === 'step' ? (['left'] as const) : []), 'right', 'right', 'right', 'right', 'left'],
    ).join('\n'),
  );
}

function traceJson(entry: LibraryEntry, trace: TraceSummary) {
  const code = entry.codes[trace.path];
  return {
    id: trace.id,
    comparison: entry.comparison,
    node: trace.node,
    path: trace.path,
    started: new Date(trace.startedAt).toISOString(),
    duration_ms: trace.durationUs / 1000,
    success: code === '',
    error: code === '' ? null : code,
    diverged: entry.status === 'diverged',
    accepted: entry.status === 'accepted',
    origin: entry.origin,
    tags: entry.tags,
  };
}
