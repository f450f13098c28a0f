import type { Command } from 'commander';
import { Option } from 'commander';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { runComparison } from '../../debugger/run.ts';
import type { EffectPolicy } from '../../effects/types.ts';
import { EXIT, Failure } from '../failure.ts';
import { readInputs } from '../inputs.ts';
import { type ModelOptions, modelsOf, withModelOptions } from '../models.ts';
import { findNode, nodeTarget } from '../nodes.ts';
import { type OpenOptions, requireRuntimes, withEngine } from '../open.ts';
import { exitCodeOf, resultJson, resultText } from '../result.ts';

export interface RunOptions extends OpenOptions, ModelOptions {
  readonly input?: string;
  readonly inputFile?: string;
  readonly path: PathName | 'both';
  readonly effects?: EffectPolicy;
  readonly json?: boolean;
}

/** The options that `run` and `debug` share. */
export function withRunOptions(command: Command): Command {
  const shared = command
    .argument('<node>', 'a .vsp file, or the id of a node of the workspace')
    .option('--input <json>', 'inputs as a JSON object')
    .option('--input-file <file>', 'inputs from a file; - is standard input')
    .option('--interpreter <name>', 'Python of the reference path: auto, pyodide, or a command')
    .addOption(
      new Option('--effects <policy>', 'who performs effects (default: the workspace’s)').choices([
        'share',
        'each',
        'replay',
        'deny',
      ]),
    )
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)');
  return withModelOptions(shared);
}

export function defineRun(command: Command): void {
  withRunOptions(command)
    .addOption(
      new Option('--path <path>', 'which path to run')
        .choices(['reference', 'direct', 'both'])
        .default('both'),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Exit code: 0 equal and successful, 1 error result, 2 bad input or usage, 3 diverged.

Example:
  parallax run order_total_v1 --workspace examples/shop --input-file order.json --json
  parallax run sort_complaint_v1 --workspace examples/shop --input-file complaint.json \\
    --model-reference demo-openai-chat/demo --model-direct demo-openai-responses/demo`,
    )
    .action(run);
}

async function run(name: string, options: RunOptions): Promise<void> {
  const inputs = readInputs(options);
  if (options.effects === 'replay')
    throw new Failure('usage', 'replay needs a recorded run: choose share, each or deny.');
  // From here on: opening starts children already.
  const interrupted = interruption();
  const target = nodeTarget(name, options);
  process.exitCode = await withEngine(target.location, options, async (engine) => {
    const prepared = engine.comparisonOptions(findNode(engine.workspace, target), {
      inputs,
      effects: options.effects ?? engine.workspace.config.effects,
      paths: options.path === 'both' ? [] : [options.path],
      models: modelsOf(options),
    });
    if (!prepared.ok) throw new Failure('node_invalid', prepared.message, EXIT.usage);
    await requireRuntimes(engine, prepared.options.paths).catch((error: unknown) => {
      // A child that has no group of its own yet gets the Ctrl+C, too: that is no missing runtime.
      if (!interrupted.aborted) throw error;
    });
    const result = await runComparison(engine.comparisonDeps(), prepared.options, interrupted);
    console.log(options.json ? JSON.stringify(resultJson(result)) : resultText(result));
    return exitCodeOf(result);
  });
}

/** Aborts at Ctrl+C, so that what was recorded until then is kept; a second one ends the process. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}
