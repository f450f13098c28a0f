import { type Command, Option } from 'commander';
import type { ProofView } from '../../../shared/api/replay.ts';
import type { Engine } from '../../api/engine.ts';
import type { ComparisonResult } from '../../debugger/options.ts';
import { AppliedFixes } from '../../replay/applied-fixes.ts';
import { fixOf } from '../../replay/fix.ts';
import type { Attempted } from '../../replay/outcome.ts';
import { Proof } from '../../replay/proof.ts';
import { comparisonOf, type RecordedRun, readRun } from '../../replay/recorded-run.ts';
import { type PreparedRerun, prepareRerun } from '../../replay/rerun.ts';
import { RerunSession } from '../../replay/rerun-session.ts';
import { baselineText } from '../../verification/baseline.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { judged, readBaseline } from '../judgement.ts';
import { junit } from '../junit.ts';
import { locate, withEngine } from '../open.ts';
import { replayCases } from '../replay-cases.ts';
import { converse, HELP } from '../replay-console.ts';
import { mainPath, type ReplayArguments, rerunOptions, valuesOf } from '../replay-options.ts';
import { proofText, replayText } from '../replay-text.ts';
import { exitCodeOf, resultJson } from '../result.ts';
import { writeText } from '../text-file.ts';
import { interruption } from './run.ts';

export function defineReplay(command: Command): void {
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  command
    .argument('<trace>', 'id of a trace or comparison (parallax traces lists them)')
    .option('--from <step>', 'go on from this step (path, number, or #event) instead of the beginning')
    .option('--set <step.field=value>', 'change a field of a step; repeatable', collect, [])
    .option(
      '--set-var <name=json>',
      'set a variable there (without --from: an input); repeatable',
      collect,
      [],
    )
    .option(
      '--set-answer <effect=json>',
      'what a step is answered instead (effect: STEP, or STEP@OCC#N), or error:CODE MESSAGE; repeatable',
      collect,
      [],
    )
    .option('--value <place=json>', 'a sensitive value that was not recorded; repeatable', collect, [])
    .addOption(
      new Option(
        '--effects <policy>',
        'effects that the record does not answer: recorded refuses them, live performs them, deny refuses recorded ones too (default: recorded)',
      ).choices(['recorded', 'live', 'deny']),
    )
    .addOption(
      new Option('--path <path>', 'which path to run again')
        .choices(['reference', 'direct', 'both'])
        .default('both'),
    )
    .option('--prove', 'run every stored run that reaches the changed step with the change')
    .option('--apply', 'write the change to the node’s file')
    .option('--junit <file>', 'write the branch, and every proved run, as JUnit XML')
    .option('--baseline <file>', 'fail only by differences that this file does not know')
    .option('--update-baseline', 'write the differences of now into the baseline')
    .option('--json', 'print the result as JSON')
    .option('--interpreter <name>', 'Python of the reference path: auto, pyodide, or a command')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .addHelpText(
      'after',
      `
Without --from, --set, --set-var, --set-answer, --prove, --apply, --junit, --baseline or --json it asks what to do:
${HELP.split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}

Exit code: 0 equal and successful, 1 error result, 2 bad input or usage, 3 diverged (a replay: from its record).
With --baseline: 0 no difference is new since it was written, 3 some are; with --update-baseline 0.

Examples:
  parallax replay trc_01m7xyc0bp49esfsk9vg --set-answer 'call_payment_provider=error:card_declined'
  parallax replay trc_01m7xyc0bp49esfsk9vg --set call_payment_provider.timeout=60s --effects live --prove --apply`,
    )
    .action(replay);
}

async function replay(trace: string, given: ReplayArguments): Promise<void> {
  process.exitCode = await withEngine(locate(given), given, async (engine) => {
    const { summary } = taken(comparisonOf(engine.store, trace));
    const run = taken(readRun(engine.store, summary.id, engine.replayDeps().present));
    const isInteractive =
      given.from === undefined &&
      given.set.length + given.setVar.length + given.setAnswer.length === 0 &&
      !given.prove &&
      !given.apply &&
      given.junit === undefined &&
      given.baseline === undefined &&
      !given.updateBaseline &&
      !given.json;
    return isInteractive ? converse(engine, run, trace, given) : once(engine, run, trace, given);
  });
}

async function once(
  engine: Engine,
  run: RecordedRun,
  trace: string,
  given: ReplayArguments,
): Promise<ExitCode> {
  const baseline = readBaseline(given);
  const deps = engine.replayDeps();
  const options = rerunOptions(run, mainPath(run, trace), given);
  const first = taken(prepareRerun(deps, options));
  const values = valuesOf(given.value, first.plan.needed);
  const prepared = given.value.length === 0 ? first : taken(prepareRerun(deps, { ...options, values }));
  requireValues(prepared);
  const session = new RerunSession(deps, prepared);
  const signal = interruption();
  signal.addEventListener('abort', () => session.cancel());
  const result = await session.finished;
  const proof = given.prove ? await prove(engine, prepared, given, signal) : null;
  const applied = given.apply ? await apply(engine, result) : null;
  const { plan } = prepared;
  if (given.json) {
    const branch = { of: run.summary.id, from: plan.from?.step ?? null, name: plan.name };
    console.log(
      JSON.stringify({
        ...resultJson(result),
        branch,
        difference: session.view.branch?.difference ?? null,
        refused: session.view.refused,
        ...(proof === null
          ? {}
          : { proof: { ...proof.view.counts, total: proof.view.total, rows: rowsOf(proof) } }),
        ...(applied === null ? {} : { applied: { file: applied.file, diff: applied.diff } }),
      }),
    );
  } else {
    console.log(replayText(plan, session.view, result).join('\n'));
    if (proof !== null) console.log(`\n${proofText(proof.view, rowsOf(proof)).join('\n')}`);
    if (applied !== null) console.log(`\n${applied.diff}Applied to ${applied.file}.`);
  }
  if (given.junit !== undefined || given.baseline !== undefined) {
    const cases = await replayCases(engine.store, run, prepared, result, proof && rowsOf(proof));
    const judgedCases = cases.map((each) => ({ ...each, ...judged(each, baseline) }));
    if (given.updateBaseline && given.baseline !== undefined) writeText(given.baseline, baselineText(cases));
    if (given.junit !== undefined) writeText(given.junit, junit(judgedCases));
    if (given.baseline !== undefined)
      return given.updateBaseline || judgedCases.every(({ passed }) => passed) ? EXIT.equal : EXIT.diverged;
  }
  const isDifferent =
    plan.kind === 'replay' &&
    Object.values(session.view.branch?.difference ?? {}).some((each) => each !== null);
  return isDifferent ? EXIT.diverged : exitCodeOf(result);
}

function requireValues({ plan }: PreparedRerun): void {
  if (plan.needed.length === 0) return;
  const places = plan.needed.map(({ where }) => where[0] ?? '').join(', ');
  throw new Failure(
    'needs_values',
    `These values are sensitive and were not recorded: ${places}; give each with --value ${plan.needed[0]?.where[0]}=JSON.`,
  );
}

/** Shows progress on the way where somebody looks. */
async function prove(
  engine: Engine,
  { plan }: PreparedRerun,
  { effects = 'recorded' }: Pick<ReplayArguments, 'effects'>,
  signal: AbortSignal,
): Promise<Proof> {
  const edit = plan.edits.find(({ node }) => node === plan.node);
  if (edit === undefined)
    throw new Failure('usage', 'A proof needs a change of the node: give one with --set.');
  const proof = taken(
    Proof.start(engine.replayDeps(), { node: plan.node, text: edit.text, effects, values: {} }),
  );
  signal.addEventListener('abort', () => proof.cancel());
  if (process.stderr.isTTY)
    proof.subscribe(() => {
      const { seen, total } = proof.view;
      process.stderr.write(`\r${seen} runs looked at, ${total} reach the change`);
    });
  await proof.finished;
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const { state, message }: ProofView = proof.view;
  if (state === 'failed') throw new Failure('proof_failed', message, EXIT.error);
  return proof;
}

async function apply(engine: Engine, result: ComparisonResult) {
  const fixes = new AppliedFixes(engine.workspace, engine.workspace.location.store);
  const summary = taken(comparisonOf(engine.store, result.id)).summary;
  const applied = taken(await fixes.apply(result.id, taken(fixOf(engine.replayDeps(), summary))));
  if (applied.kind === 'conflict')
    throw new Failure(
      'conflict',
      `${applied.merge.file} is not what it was when the run was recorded; nothing was written${applied.merge.merged === null ? '' : ': run the node again and replay that run'}.`,
    );
  return applied;
}

function rowsOf(proof: Proof) {
  return proof.rows(null, 0, Number.MAX_SAFE_INTEGER);
}

function taken<T>(attempted: Attempted<T>): T {
  if (attempted.ok) return attempted.value;
  throw new Failure(attempted.code, attempted.message);
}
