import { Command, CommanderError } from 'commander';
import { product } from '../report/product.ts';
import { commands } from './command-list.ts';
import { EXIT, Failure, reportFailure } from './failure.ts';

/** Runs the command line that these words are, to its end; its exit code is left in `process.exitCode`. */
export async function runProgram(args: readonly string[]): Promise<void> {
  const program = new Command('parallax')
    .description('Runs a semantic node on two paths and finds the first place where they part.')
    .version(product(), '--version', 'print name and version')
    .option('--verbose', 'print stack traces of failures')
    .configureOutput({ outputError: () => undefined })
    .exitOverride();

  const words = args.filter((arg) => !arg.startsWith('-'));
  const called = words[0] === 'help' ? words[1] : words[0];
  for (const [name, { about, load }] of Object.entries(commands)) {
    const command = program.command(name).description(about);
    if (name === called) (await load())(command);
  }

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const settings = {
      json: args.includes('--json'),
      verbose: program.opts<{ verbose?: boolean }>().verbose === true,
    };
    if (error instanceof CommanderError) {
      // Help and version are no failures; help that nobody asked for stands where a command is missing, and says what there is.
      if (error.exitCode === 0) process.exitCode = EXIT.equal;
      else if (error.code === 'commander.help') process.exitCode = EXIT.usage;
      else process.exitCode = reportFailure(new Failure('usage', usage(error.message)), settings);
    } else {
      process.exitCode = reportFailure(error, settings);
    }
  }
}

function usage(message: string): string {
  return `${message.replace(/^error: /, '')} (parallax --help lists commands, parallax COMMAND --help shows an example)`;
}
