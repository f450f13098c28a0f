import type { Command } from 'commander';
import { compareCommand } from '../llm/compare.ts';
import { lossesCommand } from '../llm/losses.ts';
import { modelsCommand } from '../llm/models.ts';
import { parseCommand } from '../llm/parse.ts';
import { testCommand } from '../llm/test.ts';
import { transformCommand } from '../llm/transform.ts';

export function addLlm(program: Command): void {
  const llm = program
    .command('llm')
    .description('providers of language models: one request, many wires, and what each one loses')
    .addHelpText(
      'after',
      `
Example:
  parallax llm losses --request examples/llm/tools.json`,
    );
  for (const command of [
    modelsCommand(),
    transformCommand(),
    parseCommand(),
    lossesCommand(),
    compareCommand(),
    testCommand(),
  ])
    llm.addCommand(command.exitOverride().configureOutput({ outputError: () => undefined }));
}
