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

/** The commands that can be called, as they are called. */
const called = (command: Command, call: string): [string, Command][] =>
  command.commands.length === 0
    ? [[call, command]]
    : command.commands.flatMap((inner) => called(inner, `${call} ${inner.name()}`));

test.each(Object.entries(commands))('%s explains itself with an example', async (name, { load }) => {
  const command = new Command(name);
  (await load())(command);
  for (const [call, one] of called(command, name))
    expect(helpOf(one)).toMatch(new RegExp(`Example.*:\\n {2}parallax ${call}\\b`));
});
