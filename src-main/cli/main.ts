import { Command, CommanderError } from 'commander';
import { addBackup } from './commands/backup.ts';
import { addCheck } from './commands/check.ts';
import { addCodegen } from './commands/codegen.ts';
import { addDebug } from './commands/debug.ts';
import { addDiff } from './commands/diff.ts';
import { addExport } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addIngest } from './commands/ingest.ts';
import { addLlm } from './commands/llm.ts';
import { addPrune } from './commands/prune.ts';
import { addReplay } from './commands/replay.ts';
import { addReport } from './commands/report.ts';
import { addRestore } from './commands/restore.ts';
import { addRun } from './commands/run.ts';
import { addServe } from './commands/serve.ts';
import { addShow } from './commands/show.ts';
import { addTest } from './commands/test.ts';
import { addTraces } from './commands/traces.ts';
import { EXIT, Failure, reportFailure } from './failure.ts';

const program = new Command('parallax')
  .description('Runs a semantic node on two paths and finds the first place where they part.')
  .option('--verbose', 'print stack traces of failures')
  .configureOutput({ outputError: () => undefined })
  .exitOverride();

for (const add of [
  addCheck,
  addRun,
  addTest,
  addDebug,
  addCodegen,
  addTraces,
  addShow,
  addExport,
  addImport,
  addBackup,
  addRestore,
  addPrune,
  addReplay,
  addDiff,
  addReport,
  addIngest,
  addLlm,
  addServe,
])
  add(program);
for (const command of program.commands)
  command.exitOverride().configureOutput({ outputError: () => undefined });

// `| head` has seen enough; what is recorded is recorded to its end all the same.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  console.error(`parallax: The output cannot be written: ${error.message}.`);
  process.once('exit', () => {
    process.exitCode = EXIT.usage;
  });
});

try {
  await program.parseAsync();
} catch (error) {
  const settings = {
    json: process.argv.includes('--json'),
    verbose: program.opts<{ verbose?: boolean }>().verbose === true,
  };
  if (error instanceof CommanderError) {
    // Help and version are no failures.
    if (error.exitCode === 0) process.exitCode = EXIT.equal;
    else process.exitCode = reportFailure(new Failure('usage', usage(error.message)), settings);
  } else {
    process.exitCode = reportFailure(error, settings);
  }
}

function usage(message: string): string {
  return `${message.replace(/^error: /, '')} (parallax --help lists commands, parallax COMMAND --help shows an example)`;
}
