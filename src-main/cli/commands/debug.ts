import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Engine } from '../../api/engine.ts';
import type { BreakpointSet } from '../../debugger/breakpoints/file.ts';
import type { ComparisonOptions } from '../../debugger/options.ts';
import { LiveSession, type SessionCommandKind } from '../../debugger/session.ts';
import { breakpointCommand, LogPrinter, openBreakpoints } from '../breakpoints.ts';
import { printed, rowLines, screen } from '../debug-screen.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { readInputs } from '../inputs.ts';
import { modelsOf } from '../models.ts';
import { findNode, nodeTarget } from '../nodes.ts';
import { requireRuntimes, withEngine } from '../open.ts';
import { exitCodeOf, resultText } from '../result.ts';
import { type RunOptions, withRunOptions } from './run.ts';

const HELP = `step      s   over the current step
into      i   into it: event by event, line by line in a handler
out       o   to the end of the block around it
continue  c   to the next breakpoint (a divergence is one), or the end
back      b   one row back; stepping goes forward again
reverse   r   back to the breakpoint before
break X       stop at X: as --break-on; breaks lists them
delete N      without number N; disable N, enable N
print X   p   a variable or a part of it, on both paths
list      l   the steps so far
diverged  d   where the paths part
restart       begin again with the same inputs
quit      q   end both paths`;

interface DebugOptions extends RunOptions {
  readonly breakOn: readonly string[];
}

const PROMPT = '\n(parallax) ';

const COMMANDS: Readonly<Record<string, SessionCommandKind>> = {
  step: 'over',
  s: 'over',
  over: 'over',
  next: 'over',
  n: 'over',
  into: 'into',
  i: 'into',
  out: 'out',
  o: 'out',
  continue: 'continue',
  c: 'continue',
  back: 'back',
  b: 'back',
  reverse: 'reverse',
  r: 'reverse',
};

export function defineDebug(command: Command): void {
  withRunOptions(command)
    .option('--comparative', 'both paths side by side (the default)')
    .option(
      '--break-on <breakpoint>',
      'stop there; may be given again: contract_violation, state_transition:a->b, step:NAME, left:NAME, effect:http:NAME, loss:high, error:CODE, an expression',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .addHelpText(
      'after',
      `
At the prompt:
${HELP.split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}

Example:
  parallax debug examples/shop/order_total.vsp --break-on 'tax > 8' --input-file order.json`,
    )
    .action(debug);
}

async function debug(name: string, options: DebugOptions): Promise<void> {
  const inputs = readInputs(options);
  const target = nodeTarget(name, options);
  process.exitCode = await withEngine(target.location, options, async (engine) => {
    const effects = options.effects ?? engine.workspace.config.effects;
    const prepared = engine.comparisonOptions(findNode(engine.workspace, target), {
      inputs,
      effects,
      paths: [],
      models: modelsOf(options),
    });
    if (!prepared.ok) throw new Failure('node_invalid', prepared.message, EXIT.usage);
    await requireRuntimes(engine, prepared.options.paths);
    const breakpoints = openBreakpoints(target.location.store, options.breakOn);
    console.log(
      `Comparative Debugging Session\n${'='.repeat(40)}\n${prepared.options.program.id} · effects: ${effects}\n`,
    );
    return converse(engine, prepared.options, breakpoints);
  });
}

/** Reads commands until the input ends or the user quits; the exit code is that of the run. */
async function converse(
  engine: Engine,
  options: ComparisonOptions,
  breakpoints: BreakpointSet,
): Promise<ExitCode> {
  const log = new LogPrinter();
  let session = await LiveSession.start(engine.comparisonDeps(), options, true, breakpoints.armed);
  await stopped(session);
  show(session, log);
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY && process.stdout.isTTY,
    prompt: PROMPT,
  });
  const typed = process.stdin.isTTY;
  if (typed) terminal.prompt();
  for await (const line of terminal) {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    // Typed text is on the screen already; what comes from a file is not.
    if (!typed) console.log(PROMPT + line.trim());
    if (word === 'quit' || word === 'q') break;
    if (word === 'restart') {
      session.command('stop');
      await session.finished;
      session = await LiveSession.start(engine.comparisonDeps(), options, true, breakpoints.armed);
      log.restart();
      await stopped(session);
      show(session, log);
    } else {
      const answer = breakpointCommand(breakpoints, word, line.trim().slice(word.length).trim());
      if (answer === undefined) await obey(session, word, rest.join(' '), log);
      else {
        session.setBreakpoints(breakpoints.armed);
        console.log(answer);
      }
    }
    if (typed) terminal.prompt();
  }
  terminal.close();
  const { state } = session;
  session.command('stop');
  const result = await session.finished;
  if (state === 'ended') console.log(`\n${resultText(result)}`);
  return exitCodeOf(result);
}

async function obey(session: LiveSession, word: string, rest: string, log: LogPrinter): Promise<void> {
  const view = session.view();
  const kind = COMMANDS[word];
  if (kind) {
    if (view.live?.state === 'ended' && kind !== 'back' && kind !== 'reverse')
      console.log('Both paths have ended: restart begins again, back looks at earlier steps.');
    else {
      session.command(kind);
      await stopped(session);
      show(session, log);
    }
  } else if (word === 'print' || word === 'p') {
    console.log(printed(rest, session.model.detail(view.at)?.variables ?? []).join('\n'));
  } else if (word === 'list' || word === 'l') {
    console.log(rowLines(session.model.rows(0, view.rows), view.at).join('\n'));
  } else if (word === 'diverged' || word === 'd') {
    console.log(
      view.divergences.map(({ relation, message }) => `${relation}: ${message}`).join('\n') ||
        'The paths agree so far.',
    );
  } else if (word !== '') {
    console.log(
      word === 'help' || word === 'h' || word === '?' ? HELP : `There is no command ${word}:\n${HELP}`,
    );
  }
}

/** Resolves when the paths stand still or have ended. */
function stopped(session: LiveSession): Promise<void> {
  const still = () => session.state === 'stopped' || session.state === 'ended';
  if (still()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = session.subscribe(() => {
      if (!still()) return;
      stop();
      resolve();
    });
  });
}

function show(session: LiveSession, log: LogPrinter): void {
  const view = session.view();
  log.print(view);
  const row = session.model.rows(view.at, 1)[0];
  console.log(screen(view, row, session.model.detail(view.at), process.stdout.columns ?? 80));
  if (view.live?.reason === 'divergence' && view.at === view.divergences[0]?.row)
    console.log(`\nStopped at the first divergence: ${view.live.detail}`);
  else if (view.live?.reason === 'breakpoint') console.log(`\n${view.live.detail}`);
}
