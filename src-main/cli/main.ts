import '../no-pretenuring.ts';
import { EXIT } from './failure.ts';
import { runProgram } from './program.ts';

// `| head` has seen enough; what is recorded is recorded to its end all the same.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  console.error(`parallax: The output cannot be written: ${error.message}.`);
  process.once('exit', () => {
    process.exitCode = EXIT.usage;
  });
});

await runProgram(process.argv.slice(2));
