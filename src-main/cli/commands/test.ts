import type { Command } from 'commander';
import type { TestCase } from '../../../shared/node/program.ts';
import type { PathModels } from '../../../shared/trace/comparison.ts';
import type { Engine } from '../../api/engine.ts';
import { runComparison } from '../../debugger/run.ts';
import { baselineText, divergenceKey, expectationKey, type FailureKey } from '../../verification/baseline.ts';
import { mismatch } from '../../verification/expectation.ts';
import type { NodeEntry } from '../../workspace/registry.ts';
import { EXIT } from '../failure.ts';
import { judged, messageOf, type RanCase, type ReportOptions, readBaseline } from '../judgement.ts';
import { type CaseResult, junit } from '../junit.ts';
import { type ModelOptions, modelsOf, withModelOptions } from '../models.ts';
import { byWorkspace, diagnosticsOf, entryOf, nodeFiles } from '../nodes.ts';
import { type OpenOptions, requireRuntimes, withEngine } from '../open.ts';
import { outcomeOf, pathsOf } from '../result.ts';
import { writeText } from '../text-file.ts';

interface TestOptions extends OpenOptions, ReportOptions, ModelOptions {
  readonly json?: boolean;
}

export function defineTest(command: Command): void {
  withModelOptions(command)
    .argument('<path...>', '.vsp files, or folders with everything below them')
    .option('--interpreter <name>', 'Python of the reference path: auto, pyodide, or a command')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print the results as JSON')
    .option('--junit <file>', 'also write them as JUnit XML')
    .option('--baseline <file>', 'fail only by what this file does not know')
    .option('--update-baseline', 'write what fails now into the baseline')
    .addHelpText(
      'after',
      `
A case passes when both paths agree and give what it expects. With --baseline it also passes when everything it
fails by was there when the baseline was written.
Exit code: 0 all passed, 1 some failed, 2 bad usage.

Example:
  parallax test examples/shop --junit report.xml
  parallax test examples/shop/sort_complaint.vsp --model-reference demo-openai-chat/demo --model-direct demo-gemini/demo`,
    )
    .action(test);
}

async function test(paths: readonly string[], options: TestOptions): Promise<void> {
  const baseline = readBaseline(options);
  const cases: RanCase[] = [];
  for (const group of byWorkspace(await nodeFiles(paths), options)) {
    await withEngine(group.location, options, async (engine) => {
      await requireRuntimes(engine, ['reference', 'direct']);
      for (const file of group.files) {
        const entry = entryOf(engine.workspace, file);
        if (entry.program === null) cases.push({ ...broken(engine, entry), failures: [], decisive: [] });
        for (const testCase of entry.program?.testCases ?? []) {
          const ran = await runCase(engine, entry, testCase, modelsOf(options));
          const result = { ...ran, ...judged(ran, baseline) };
          if (!options.json)
            console.log(
              `${result.passed ? '✓' : '✗'} ${entry.id} ${testCase.name}${result.passed ? (result.known === undefined ? '' : ' (known)') : `\n    ${result.message}`}`,
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
      JSON.stringify({
        passed,
        failed,
        cases: cases.map(({ durationMs: _, failures: __, decisive: ___, ...rest }) => rest),
      }),
    );
  else console.log(`${passed} passed, ${failed} failed`);
  if (options.updateBaseline && options.baseline !== undefined)
    writeText(options.baseline, baselineText(cases));
  if (options.junit !== undefined) writeText(options.junit, junit(cases));
  process.exitCode = failed > 0 && !options.updateBaseline ? EXIT.error : EXIT.equal;
}

async function runCase(
  engine: Engine,
  entry: NodeEntry,
  testCase: TestCase,
  models: PathModels,
): Promise<RanCase> {
  const started = performance.now();
  const base = { node: entry.id, name: testCase.name };
  const ended = () => performance.now() - started;
  const prepared = engine.comparisonOptions(entry, {
    inputs: testCase.inputs,
    effects: engine.workspace.config.effects,
    paths: [],
    models,
  });
  if (!prepared.ok)
    return {
      ...base,
      passed: false,
      message: prepared.message,
      comparison: null,
      durationMs: ended(),
      failures: [],
      decisive: [],
    };
  const result = await runComparison(engine.comparisonDeps(), prepared.options);
  const expected: FailureKey[] = [];
  const messages = result.diverged ? [`diverged: ${result.divergences[0]?.message ?? ''}`] : [];
  for (const [name, path] of pathsOf(result)) {
    const wrong = mismatch(testCase.expected, outcomeOf(path));
    if (wrong === null) continue;
    messages.push(`${name}: ${wrong}`);
    expected.push(expectationKey(name));
  }
  const own = result.divergences.filter(({ relation }) => relation !== 'consequence');
  return {
    ...base,
    passed: messages.length === 0,
    message: messageOf(messages),
    comparison: result.id,
    durationMs: ended(),
    failures: [...result.divergences.map(divergenceKey), ...expected],
    decisive: [...own.map(divergenceKey), ...expected],
  };
}

/** A file whose cases cannot even be read counts as one failure. */
function broken(engine: Engine, entry: NodeEntry): CaseResult {
  const first = diagnosticsOf(engine.workspace, entry).find(({ severity }) => severity === 'error');
  const message = first
    ? `${entry.file}:${first.range.line}:${first.range.column}: ${first.message}`
    : 'it has errors';
  return { node: entry.id, name: 'check', passed: false, message, comparison: null, durationMs: 0 };
}
