import { Command, Option } from 'commander';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import { type LossPolicy, POLICIES, refusals } from '../../../shared/llm/losses/policy.ts';
import { fidelity } from '../../../shared/llm/losses/score.ts';
import type { RequestDialect } from '../../../shared/llm/transform/import.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import { EXIT } from '../failure.ts';
import {
  demoNamed,
  dialectOption,
  readRequestFile,
  registryOf,
  targetNamed,
  workspaceOption,
} from './files.ts';

interface TransformOptions {
  readonly from?: RequestDialect;
  readonly to: string;
  readonly request: string;
  readonly policy: LossPolicy;
  readonly workspace?: string;
  readonly json?: boolean;
}

export function transformCommand(): Command {
  return new Command('transform')
    .description('show what a provider would be sent for a request, and what is lost on the way')
    .requiredOption('--to <provider/model>', 'whom it is for')
    .requiredOption('--request <file>', 'the request (- is standard input)')
    .addOption(dialectOption('--from <dialect>', 'how it is written (default: what it looks like)'))
    .addOption(
      new Option('--policy <policy>', 'what to do about losses').choices([...POLICIES]).default('warn'),
    )
    .addOption(workspaceOption())
    .option('--json', 'print url, headers, wire, losses and score as JSON')
    .addHelpText(
      'after',
      `
Nothing is sent. Headers are shown without keys.
Exit code: 0 it may be sent, 2 bad usage, 4 the policy refuses it.

Example:
  parallax llm transform --from openai-chat --to anthropic/claude-sonnet-4-5 --request examples/llm/tools.json --json`,
    )
    .action(transform);
}

function transform(options: TransformOptions): void {
  const { request, losses: read } = readRequestFile(options.request, options.from);
  const target = targetNamed(options.to, registryOf(options.workspace, demoNamed([options.to])));
  const { url, headers, wire, losses: written } = transformRequest(request, target, options.policy);
  const losses = [...read, ...written];
  const score = fidelity(losses);
  const refused = refusals(losses, options.policy, request.required);
  if (options.json) console.log(JSON.stringify({ url, headers, wire, losses, score }));
  else {
    console.log(`POST ${url}`);
    for (const [name, value] of Object.entries(headers)) console.log(`${name}: ${value}`);
    console.log(`\n${JSON.stringify(wire, null, 2)}\n`);
    for (const loss of losses) console.log(lossLine(loss));
    console.log(`score ${score}`);
  }
  if (refused.length === 0) return;
  process.exitCode = EXIT.refused;
  console.error(
    `parallax: Refused under ${options.policy}: ${refused.map(({ path, class: kind }) => `${path || '/'} (${kind})`).join(', ')}.`,
  );
}

function lossLine({ class: kind, path, before, after, severity, reason, source }: Loss): string {
  const change =
    before === null && after === null
      ? 'left open'
      : `${brief(before, 'left open')} → ${brief(after, 'nothing')}`;
  return `${severity.padEnd(6)} ${kind.padEnd(19)} ${path || '/'}: ${change}. ${reason}${source === null ? '' : ` [${source}]`}`;
}

function brief(value: unknown, nothing: string): string {
  const text = value === null ? nothing : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
