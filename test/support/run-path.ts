import type { Program } from '../../shared/node/program.ts';
import type { Continuation } from '../../shared/trace/continuation.ts';
import type { EffectAnswer, EffectRequest, TraceEvent } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import { checkNode } from '../../src-main/language/check.ts';
import type { Ending, HandlerLine, RunMode, Runtime, Wait } from '../../src-main/runtimes/runtime.ts';

export interface PathRun {
  readonly events: readonly TraceEvent[];
  readonly ending: Ending;
  readonly waits: readonly Wait[];
  readonly lines: readonly HandlerLine[];
}

export interface PathRunOptions {
  readonly inputs?: CanonicalObject;
  readonly callees?: readonly Program[];
  readonly handlers?: string | null;
  readonly mode?: RunMode;
  readonly continuation?: Continuation;
  /** Answers effects; without it every effect fails the test. */
  answer?(request: EffectRequest, place: TraceEvent): EffectAnswer;
  /** The mode to go on in after each wait. */
  next?(wait: Wait, last: TraceEvent | undefined, line: HandlerLine | undefined): RunMode;
}

/** The checked program of a node's text; diagnostics that block it fail the test. */
export function programOf(text: string): Program {
  const { program, diagnostics } = checkNode(text);
  if (program === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return program;
}

/** Runs a program on one runtime to its end, with every gate opened at once. */
export function runPath(runtime: Runtime, program: Program, options: PathRunOptions = {}): Promise<PathRun> {
  const { inputs = {}, callees = [], handlers = null, mode = 'free', continuation } = options;
  return new Promise((resolve, reject) => {
    const events: TraceEvent[] = [];
    const waits: Wait[] = [];
    const lines: HandlerLine[] = [];
    const execution = runtime.start(
      {
        program,
        callees: new Map([program, ...callees].map((each) => [each.id, each])),
        handlers,
        inputs,
        mode,
        ...(continuation === undefined ? {} : { continuation }),
      },
      {
        events(batch, wait, line) {
          events.push(...batch);
          waits.push(wait);
          if (line !== undefined) lines.push(line);
          const last = batch.at(-1);
          if (wait === 'gate' || wait === 'line') execution.go(options.next?.(wait, last, line) ?? mode);
          if (wait !== 'effect' || last?.kind !== 'effect_requested') return;
          if (options.answer !== undefined) execution.answer(options.answer(last.request, last));
          else reject(new Error(`nobody answers ${JSON.stringify(last.request)}`));
        },
        ended: (ending) => resolve({ events, ending, waits, lines }),
      },
    );
  });
}

/** A successful answer. */
export function answered(value: Extract<EffectAnswer, { ok: true }>['value']): EffectAnswer {
  return { ok: true, value, attempts: [], source: 'performed' };
}

/** An event in one line, without its time: what golden traces are written in. */
export function eventLine(event: TraceEvent): string {
  const { step, occ, time: _, kind, ...body } = event;
  return `${kind} ${step}@${occ} ${JSON.stringify(body)}`;
}
