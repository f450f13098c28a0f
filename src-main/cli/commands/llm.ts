import type { Command } from 'commander';
import { compareCommand } from '../llm/compare.ts';
import { lossesCommand } from '../llm/losses.ts';
import { modelsCommand } from '../llm/models.ts';
import { parseCommand } from '../llm/parse.ts';
import { testCommand } from '../llm/test.ts';
import { transformCommand } from '../llm/transform.ts';

export function defineLlm(command: Command): void {
  command.addHelpText(
    'after',
    `
Example:
  parallax llm losses --request examples/llm/tools.json`,
  );
  for (const inner of [
    modelsCommand(),
    transformCommand(),
    parseCommand(),
    lossesCommand(),
    compareCommand(),
    testCommand(),
  ])
    command.addCommand(inner.exitOverride().configureOutput({ outputError: () => undefined }));
}
