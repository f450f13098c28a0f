import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { ingestDeps } from '../../api/ingest-deps.ts';
import { type Ingested, ingest } from '../../ingest/ingest.ts';
import { type Survey, survey } from '../../ingest/survey.ts';
import { EXIT, Failure } from '../failure.ts';
import { locate, type OpenOptions, withEngine } from '../open.ts';
import { divergenceJson } from '../result.ts';

interface IngestOptions extends OpenOptions {
  readonly node?: string;
  readonly path?: PathName;
  readonly sensitive?: readonly string[];
  readonly skipMalformed?: boolean;
  readonly json?: boolean;
}

export function defineIngest(command: Command): void {
  command
    .argument('<file...>', 'files of events, one JSON object a line (docs/ingest.md)')
    .option('--node <id>', 'the node they are runs of (default: what each run says)')
    .addOption(
      new Option('--path <path>', 'which path they stand for (default: what each run says)').choices([
        'reference',
        'direct',
      ]),
    )
    .option('--sensitive <name...>', 'names whose values are stored as fingerprints')
    .option('--skip-malformed', 'leave out lines that cannot be read')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Of two files, runs of the same node on different paths become one comparison.
Exit code: 0 stored, 2 bad input or usage, 3 stored and the pair diverged.

Example:
  parallax ingest python.jsonl node.jsonl --sensitive card email`,
    )
    .action(run);
}

async function run(files: readonly string[], options: IngestOptions): Promise<void> {
  for (const file of files)
    if (!existsSync(file) || !statSync(file).isFile())
      throw new Failure('not_found', `There is no file ${file}.`);
  const found = await survey(files, { node: options.node ?? null, path: options.path ?? null });
  if (found.malformedCount > 0 && options.skipMalformed !== true) throw malformed(found, options);
  for (const [i, runs] of found.runs.entries())
    if (runs.length === 0)
      throw new Failure('no_runs', `${files[i]} holds no run: a header line {"parallax":1,…} begins one.`);
  process.exitCode = await withEngine(locate(options), options, async (engine) => {
    const result = await ingest(ingestDeps(engine, options.sensitive ?? []), found);
    console.log(options.json ? JSON.stringify(json(result, found)) : text(result, found).join('\n'));
    return [...result.divergences.values()].some((each) => each.length > 0) ? EXIT.diverged : EXIT.equal;
  });
}

function malformed(found: Survey, options: IngestOptions): Failure {
  const lines = lineTexts(found);
  if (!options.json) for (const line of lines) console.error(line);
  const first = options.json ? ` (${lines[0]})` : '';
  const what = found.malformedCount === 1 ? '1 line' : `${found.malformedCount} lines`;
  return new Failure(
    'malformed',
    `${what} cannot be read${first}; nothing was stored. --skip-malformed leaves them out.`,
  );
}

function lineTexts({ malformed: listed, malformedCount }: Survey): string[] {
  const more = malformedCount - listed.length;
  return [
    ...listed.map(({ file, line, message }) => `${file}:${line}: ${message}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}

function json(result: Ingested, found: Survey): unknown {
  return {
    traces: result.traces,
    comparisons: [...result.divergences].map(([comparison, divergences]) => ({
      comparison,
      diverged: divergences.length > 0,
      divergence: divergenceJson(divergences[0]),
    })),
    skipped: found.malformed,
  };
}

function text(result: Ingested, found: Survey): string[] {
  const lines = result.traces.map(
    ({ trace, comparison, node, path, events, complete }) =>
      `${trace}  ${comparison}  ${node}  ${path}  ${events} events${complete ? '' : ', without a result'}`,
  );
  for (const [comparison, [first]] of result.divergences)
    lines.push(first ? `${comparison} diverged: ${first.message}` : `${comparison} is equal on both paths.`);
  if (found.malformedCount > 0) lines.push(`Left out ${found.malformedCount}:`, ...lineTexts(found));
  return lines;
}
