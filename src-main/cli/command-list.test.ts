import { Command } from 'commander';
import { expect, test } from 'vitest';
import { commands } from './command-list.ts';

/** What `--help` prints. */
function helpOf(command: Command): string {
  let help = '';
  const writeOut = (text: string) => {
    help += text;
  };
  command.configureOutput({ writeOut }).outputHelp();
  return help;
}

test.each(Object.entries(commands))('%s explains itself with an example', async (name, load) => {
  const program = new Command();
  (await load())(program);
  const explain = (command: Command, call: string) => {
    for (const inner of command.commands) explain(inner, `${call} ${inner.name()}`);
    if (command.commands.length === 0)
      expect(helpOf(command)).toMatch(new RegExp(`Example.*:\\n {2}parallax ${call} `));
  };
  expect(program.commands.map((command) => command.name())).toEqual([name]);
  for (const command of program.commands) explain(command, name);
});
