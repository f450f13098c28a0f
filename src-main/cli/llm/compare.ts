import { Command, Option } from 'commander';
import type { LlmLaneView, LlmRunView } from '../../../shared/api/llm.ts';
import { answerCalls, answerText } from '../../../shared/llm/compare/answers.ts';
import { leafDifferences, settingText } from '../../../shared/llm/compare/settings.ts';
import { tokensText } from '../../../shared/llm/compare/tokens.ts';
import { type LossPolicy, POLICIES, refusals } from '../../../shared/llm/losses/policy.ts';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import type { ProviderRegistry } from '../../../shared/llm/providers/registry.ts';
import type { RequestDialect } from '../../../shared/llm/transform/import.ts';
import { LlmClient } from '../../llm/client.ts';
import { LaneRun } from '../../llm/compare/lane-run.ts';
import { newId } from '../../store/id.ts';
import { EXIT, Failure } from '../failure.ts';
import { visible } from '../visible.ts';
import {
  collect,
  demoFor,
  dialectOption,
  readRequestFile,
  registryOf,
  targetNamed,
  workspaceOption,
} from './files.ts';

interface CompareOptions {
  readonly request: string;
  readonly from?: RequestDialect;
  readonly to: readonly string[];
  readonly policy: LossPolicy;
  readonly workspace?: string;
  readonly json?: boolean;
}

export function compareCommand(): Command {
  return new Command('compare')
    .description('send one request to several models at once, and hold the answers against each other')
    .requiredOption('--request <file>', 'the request (- is standard input)')
    .requiredOption('--to <provider/model>', 'a model; may be repeated', collect)
    .addOption(dialectOption('--from <dialect>', 'how it is written (default: what it looks like)'))
    .addOption(
      new Option('--policy <policy>', 'what to do about losses').choices([...POLICIES]).default('warn'),
    )
    .addOption(workspaceOption())
    .option('--json', 'print the whole run as JSON')
    .addHelpText(
      'after',
      `
Keys come from the environment, by the names that \`parallax llm models PROVIDER/MODEL --json\` tells.
Exit code: 0 all answered with the same settings, 1 one did not answer, 2 bad usage, 3 not comparable, 4 the policy refuses one.

Examples:
  parallax llm compare --request examples/llm/refund.json --to openai/gpt-4.1 --to anthropic/claude-sonnet-4-5
  parallax llm compare --request examples/llm/refund.json --to demo-openai-chat/demo --to demo-anthropic/demo   # no key`,
    )
    .action(compare);
}

async function compare({ request: file, from, to, policy, workspace, json }: CompareOptions): Promise<void> {
  const { request, losses } = readRequestFile(file, from);
  for (const { reason } of losses) console.error(`parallax: ${reason}`);
  const [refused] = refusals(losses, policy);
  if (refused)
    throw new Failure('refused_by_policy', `Refused under ${policy}: ${refused.reason}`, EXIT.refused);
  const names = [...new Set(to)];
  const demo = await demoFor(names);
  try {
    const registry = registryOf(workspace, demo?.providers);
    await sendAll({ file, request, names, policy, json: json === true }, registry);
  } finally {
    await demo?.close();
  }
}

interface Asked {
  readonly file: string;
  readonly request: ChatRequest;
  readonly names: readonly string[];
  readonly policy: LossPolicy;
  readonly json: boolean;
}

async function sendAll(
  { file, request, names, policy, json }: Asked,
  registry: ProviderRegistry,
): Promise<void> {
  const targets = names.map((name) => targetNamed(name, registry));
  const client = new LlmClient({ environment: process.env });
  const run = new LaneRun({ name: file, request, targets: names, policy }, targets, {
    send: (asked, target, signal) => client.stream(asked, [target], { losses: policy }, signal),
    newId,
    now: Date.now,
  });
  const cancel = (): void => run.cancel(null);
  process.once('SIGINT', cancel);
  try {
    const view = await run.finished;
    if (json) console.log(JSON.stringify(view));
    else print(view);
    process.exitCode = exitCode(view);
  } finally {
    process.off('SIGINT', cancel);
    await client.close();
  }
}

function exitCode({ lanes, verdict }: LlmRunView): number {
  if (lanes.some(({ error }) => error?.code === 'refused_by_policy')) return EXIT.refused;
  if (lanes.some(({ state }) => state !== 'done')) return EXIT.error;
  return verdict?.same === false ? EXIT.diverged : 0;
}

function print({ lanes, verdict }: LlmRunView): void {
  for (const lane of lanes) printLane(lane);
  if (verdict === null) return;
  if (verdict.same) console.log('All lanes ran with the same effective settings.');
  else console.log('Not comparable as run: these settings differ between lanes.');
  for (const { path, values } of leafDifferences(verdict)) {
    const each = Object.entries(values).map(
      ([target, value]) => `${target} ${settingText(path, value, (json) => JSON.stringify(json))}`,
    );
    console.log(`  ${path}: ${each.join(', ')}`);
  }
}

function printLane(lane: LlmLaneView): void {
  const { target, state, score, firstMs, totalMs, response, error, cost, violations } = lane;
  const losses = [...lane.losses, ...lane.answerLosses].filter(({ severity }) => severity !== 'none');
  const tokens = tokensText(response?.usage);
  const facts = [
    state,
    score === null ? '' : `fidelity ${score}`,
    firstMs === null ? '' : `first token ${Math.round(firstMs)} ms`,
    totalMs === null ? '' : `total ${Math.round(totalMs)} ms`,
    tokens === null ? '' : `${tokens} tokens`,
    cost === null ? '' : `$${cost.total}`,
    response?.candidates[0]?.finish ?? '',
  ].filter((fact) => fact !== '');
  console.log(`${target}: ${facts.join(', ')}`);
  if (error) console.log(`  ${visible(error.message)}`);
  for (const [i, answer] of (response?.candidates ?? []).entries()) {
    if (i > 0) console.log(`  answer ${i + 1}:`);
    const text = answerText(answer);
    if (text !== '') for (const line of text.split('\n')) console.log(`  | ${visible(line)}`);
    for (const call of answerCalls(answer))
      console.log(`  calls ${visible(call.name)} ${visible(JSON.stringify(call.arguments))}`);
  }
  for (const { severity, class: kind, path } of losses)
    console.log(`  ${severity.padEnd(6)} ${kind} ${visible(path || '/')}`);
  for (const { reason } of violations) console.log(`  not as asked: ${visible(reason)}`);
}
