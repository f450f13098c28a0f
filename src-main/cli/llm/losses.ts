import { Command } from 'commander';
import { present } from '../../../shared/llm/dialects/fields.ts';
import type { LossPolicy } from '../../../shared/llm/losses/policy.ts';
import { fidelity } from '../../../shared/llm/losses/score.ts';
import { targetName } from '../../../shared/llm/providers/target.ts';
import type { RequestDialect } from '../../../shared/llm/transform/import.ts';
import { switchLosses } from '../../../shared/llm/transform/switch.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import { everyTarget } from '../../llm/compare/forecast.ts';
import {
  collect,
  demoNamed,
  dialectOption,
  readRequestFile,
  registryOf,
  targetNamed,
  workspaceOption,
} from './files.ts';

interface LossesOptions {
  readonly request: string;
  readonly from?: RequestDialect;
  readonly to?: readonly string[];
  readonly after?: string;
  readonly workspace?: string;
  readonly json?: boolean;
}

export function lossesCommand(): Command {
  return new Command('losses')
    .description('what every model would lose of a request, before any call')
    .requiredOption('--request <file>', 'the request (- is standard input)')
    .addOption(dialectOption('--from <dialect>', 'how it is written (default: what it looks like)'))
    .option('--to <provider/model>', 'only this one; may be repeated', collect)
    .option(
      '--after <provider/model>',
      'the conversation was held with this one: what is lost by going on elsewhere',
    )
    .addOption(workspaceOption())
    .option('--json', 'print [{target, score, losses}] as JSON, with --after also {switching}')
    .addHelpText(
      'after',
      `
Examples:
  parallax llm losses --request examples/llm/tools.json
  parallax llm losses --request examples/llm/reasoning.json --after anthropic/claude-opus-4-6`,
    )
    .action(losses);
}

function losses(options: LossesOptions): void {
  const { request, losses: read } = readRequestFile(options.request, options.from);
  const policy: LossPolicy = 'warn';
  const registry = registryOf(
    options.workspace,
    demoNamed([...(options.to ?? []), ...(options.after === undefined ? [] : [options.after])]),
  );
  const before = options.after === undefined ? undefined : targetNamed(options.after, registry);
  const rows = (options.to?.map((name) => targetNamed(name, registry)) ?? everyTarget(registry)).map(
    (target) => {
      const list = [...read, ...transformRequest(request, target, policy).losses];
      const switching = before === undefined ? undefined : switchLosses(request, before, target);
      return { target: targetName(target), score: fidelity(list), losses: list, ...present({ switching }) };
    },
  );
  if (options.json) {
    console.log(JSON.stringify(rows));
    return;
  }
  for (const { target, score, losses: list, switching } of rows.toSorted((a, b) => b.score - a.score)) {
    const told = list.filter(({ severity }) => severity !== 'none');
    console.log(`${String(score).padStart(5)}  ${target}`);
    for (const { severity, class: kind, path } of told)
      console.log(`       ${severity.padEnd(6)} ${kind} ${path || '/'}`);
    for (const { severity, class: kind, path } of switching ?? [])
      console.log(`       ${severity.padEnd(6)} ${kind} ${path}, by switching`);
  }
}
