import { Command } from 'commander';
import { type Target, targetOf } from '../../../shared/llm/providers/target.ts';
import { demoNamed, registryOf, targetNamed, workspaceOption } from './files.ts';

export function modelsCommand(): Command {
  return new Command('models')
    .description('list providers and their models; with a name, everything known about one, with sources')
    .argument('[provider/model]', 'one model')
    .addOption(workspaceOption())
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Examples:
  parallax llm models
  parallax llm models anthropic/claude-sonnet-4-5`,
    )
    .action(models);
}

interface ModelsOptions {
  readonly workspace?: string;
  readonly json?: boolean;
}

function models(name: string | undefined, options: ModelsOptions): void {
  const registry = registryOf(options.workspace, demoNamed(name === undefined ? [] : [name]));
  if (name !== undefined) {
    one(targetNamed(name, registry), options.json === true);
    return;
  }
  const { providers } = registry;
  const list = [...providers.values()].flatMap((provider) =>
    (provider.models.length === 0 ? [{ id: '*' }] : provider.models).map((model) => ({
      provider: provider.id,
      dialect: provider.dialect,
      ...targetOf(provider, model.id).spec,
      model: model.id,
    })),
  );
  if (options.json)
    console.log(JSON.stringify(list.map(({ provider, dialect, model }) => ({ provider, model, dialect }))));
  else
    for (const { provider, model, dialect } of list)
      console.log(`${`${provider}/${model}`.padEnd(40)} ${dialect}`);
}

function one({ provider, model, spec, capabilities, limits }: Target, json: boolean): void {
  if (json) {
    console.log(
      JSON.stringify({ provider: provider.id, model, dialect: provider.dialect, spec, capabilities, limits }),
    );
    return;
  }
  for (const [capability, { support, source, scope, ...rest }] of Object.entries(capabilities)) {
    const limits = Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
    const origin = source === null ? 'no source' : `${source.title}, ${source.date}`;
    console.log(
      `${capability.padEnd(30)} ${[support, ...limits].join(', ')}  [${origin}; ${scope.model ?? provider.id}]`,
    );
  }
}
