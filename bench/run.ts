// As in our programs.
import '../src-main/no-pretenuring.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Bench, type Measurement, passed } from './bench.ts';
import { breakpoints } from './breakpoints.ts';
import { library } from './library.ts';
import { llm } from './llm.ts';
import { llmProxy } from './llm-proxy.ts';
import { runsView } from './runs-view.ts';
import { stepping } from './stepping.ts';
import { storeEvents } from './store-events.ts';
import { viewer } from './viewer.ts';

/** Every bench of the project: `npm run bench [-- NAME…]` runs all, or those whose names contain one of the words. */
const BENCHES: readonly Bench[] = [
  stepping,
  breakpoints,
  storeEvents,
  library,
  viewer,
  runsView,
  llm,
  llmProxy,
];

interface Result {
  readonly bench: string;
  readonly measurements: readonly Measurement[];
}

function line(result: string, m: Measurement): string[] {
  const target =
    m.target === undefined ? '' : 'atLeast' in m.target ? `≥ ${m.target.atLeast}` : `≤ ${m.target.atMost}`;
  const pass = passed(m);
  return [
    result,
    m.name,
    `${format(m.value)} ${m.unit}`,
    target,
    pass === undefined ? '' : pass ? 'pass' : 'FAIL',
    m.note,
  ];
}

function format(value: number): string {
  return value >= 1000
    ? Math.round(value).toLocaleString('en')
    : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

const HEAD = ['bench', 'measured', 'value', 'target', '', 'how'];

function table(
  rows: readonly string[][],
  separator: (widths: readonly number[]) => string,
  join: (cells: string[]) => string,
): string {
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const text = (row: readonly string[]) => join(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)));
  return [text(HEAD), separator(widths), ...rows.map(text)].join('\n');
}

const HELP = `npm run bench [-- NAME…]: all benches, written to docs/bench.md, or those whose names contain a word.
There are: ${BENCHES.map(({ name }) => name).join(', ')}.
Example: npm run bench -- stepping "llm proxy"`;

async function main(words: readonly string[]): Promise<boolean> {
  const chosen = BENCHES.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  if (chosen.length === 0) {
    console.log(HELP);
    return words.includes('--help');
  }
  const results: Result[] = [];
  const failed: string[] = [];
  for (const bench of chosen) {
    process.stderr.write(`${bench.name} …\n`);
    try {
      results.push({ bench: bench.name, measurements: await bench.run() });
    } catch (error) {
      // The others took minutes: theirs are shown, and the table as a whole stays as it was.
      failed.push(bench.name);
      console.error(error);
    }
  }
  const rows = results.flatMap(({ bench, measurements }) => measurements.map((m) => line(bench, m)));
  console.log(
    table(
      rows,
      (widths) => widths.map((width) => '-'.repeat(width)).join('  '),
      (cells) => cells.join('  ').trimEnd(),
    ),
  );
  const machine = `${availableParallelism()} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
  console.log(`\n${machine}`);
  for (const name of failed) console.error(`${name} could not be measured.`);
  // A part of the table must not take the place of the whole one.
  if (words.length === 0 && failed.length === 0) save(results, rows, machine);
  return (
    failed.length === 0 && results.every(({ measurements }) => measurements.every((m) => passed(m) !== false))
  );
}

function save(results: readonly Result[], rows: readonly string[][], machine: string): void {
  const docs = join(import.meta.dirname, '..', 'docs');
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, 'bench.json'), `${JSON.stringify({ machine, results }, null, 2)}\n`);
  const markdown = table(
    rows,
    (widths) => `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    (cells) => `| ${cells.join(' | ')} |`,
  );
  writeFileSync(
    join(docs, 'bench.md'),
    `# Bench\n\nWritten by \`npm run bench\`. Only ratios within one run mean something on another machine.\n\n${markdown}\n\n${machine}.\n`,
  );
}

if (!(await main(process.argv.slice(2)))) process.exitCode = 1;
