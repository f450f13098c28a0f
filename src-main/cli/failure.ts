import { errorText } from '../../shared/error-text.ts';
/** Exit codes of every command; docs and `--help` name the same. */
export const EXIT = { equal: 0, error: 1, usage: 2, diverged: 3, refused: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An expected failure: one sentence that says what is wrong and what to do. */
export class Failure extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  constructor(code: string, message: string, exit: ExitCode = EXIT.usage) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.exit = exit;
  }
}

/** Writes a failure as one sentence, or as JSON where the command was asked for it; stack traces only with `--verbose`. */
export function reportFailure(
  error: unknown,
  { json, verbose }: { readonly json: boolean; readonly verbose: boolean },
): ExitCode {
  const expected = error instanceof Failure || hasCode(error);
  const message = errorText(error);
  const code = hasCode(error) ? error.code : 'internal';
  if (json) console.log(JSON.stringify({ error: { code, message } }));
  else
    console.error(
      expected
        ? `parallax: ${message}`
        : `parallax: ${message} (this is a bug; run again with --verbose to see where)`,
    );
  if (verbose && error instanceof Error) console.error(error.stack);
  return error instanceof Failure ? error.exit : EXIT.usage;
}

function hasCode(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
