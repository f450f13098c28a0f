import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { TestCase } from '../../../shared/node/program.ts';
import type { Engine } from '../../api/engine.ts';
import { runComparison } from '../../debugger/run.ts';
import { mismatch } from '../../verification/expectation.ts';
import type { NodeEntry } from '../../workspace/registry.ts';
import { EXIT, Failure } from '../failure.ts';
import { type CaseResult, junit } from '../junit.ts';
import { byWorkspace, diagnosticsOf, entryOf, nodeFiles } from '../nodes.ts';
import { type OpenOptions, withEngine } from '../open.ts';
import { outcomeOf, pathsOf } from '../result.ts';

interface TestOptions extends OpenOptions {
  readonly json?: boolean;
  readonly junit?: string;
}

export function addTest(program: Command): void {
  program
    .command('test')
    .description('run the nodes’ own test cases on both paths')
    .argument('<path...>', '.vsp files, or folders with everything below them')
    .option('--interpreter <name>', 'Python of the reference path: auto, pyodide, or a command')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print the results as JSON')
    .option('--junit <file>', 'also write them as JUnit XML')
    .addHelpText(
      'after',
      `
A case passes when both paths agree and give what it expects.
Exit code: 0 all passed, 1 some failed, 2 bad usage.

Example:
  parallax test examples/shop --junit report.xml`,
    )
    .action(test);
}

async function test(paths: readonly string[], options: TestOptions): Promise<void> {
  const cases: CaseResult[] = [];
  for (const group of byWorkspace(await nodeFiles(paths), options)) {
    await withEngine(group.location, options, async (engine) => {
      for (const file of group.files) {
        const entry = entryOf(engine, file);
        if (entry.program === null) cases.push(broken(engine, entry));
        for (const testCase of entry.program?.testCases ?? []) {
          const result = await runCase(engine, entry, testCase);
          if (!options.json)
            console.log(
              `${result.passed ? '✓' : '✗'} ${entry.id} ${testCase.name}${result.passed ? '' : `\n    ${result.message}`}`,
            );
          cases.push(result);
        }
      }
    });
  }
  const passed = cases.filter((each) => each.passed).length;
  const failed = cases.length - passed;
  if (options.json)
    console.log(
      JSON.stringify({ passed, failed, cases: cases.map(({ durationMs: _unused, ...rest }) => rest) }),
    );
  else console.log(`${passed} passed, ${failed} failed`);
  if (options.junit !== undefined) writeReport(options.junit, junit(cases));
  process.exitCode = failed > 0 ? EXIT.error : EXIT.equal;
}

async function runCase(engine: Engine, entry: NodeEntry, testCase: TestCase): Promise<CaseResult> {
  const started = performance.now();
  const base = { node: entry.id, name: testCase.name };
  const ended = () => performance.now() - started;
  const prepared = engine.comparisonOptions(entry, {
    inputs: testCase.inputs,
    effects: engine.workspace.config.effects,
    paths: [],
  });
  if (!prepared.ok)
    return { ...base, passed: false, message: prepared.message, comparison: null, durationMs: ended() };
  const result = await runComparison(engine.comparisonDeps(), prepared.options);
  const messages = result.diverged ? [`diverged: ${result.divergences[0]?.message ?? ''}`] : [];
  for (const [name, path] of pathsOf(result)) {
    const wrong = mismatch(testCase.expected, outcomeOf(path));
    if (wrong !== null) messages.push(`${name}: ${wrong}`);
  }
  return {
    ...base,
    passed: messages.length === 0,
    message: messages.join('; '),
    comparison: result.id,
    durationMs: ended(),
  };
}

/** A file whose cases cannot even be read counts as one failure. */
function broken(engine: Engine, entry: NodeEntry): CaseResult {
  const first = diagnosticsOf(engine, entry).find(({ severity }) => severity === 'error');
  const message = first
    ? `${entry.file}:${first.range.line}:${first.range.column}: ${first.message}`
    : 'it has errors';
  return { node: entry.id, name: 'check', passed: false, message, comparison: null, durationMs: 0 };
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Failure(
      'io',
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
