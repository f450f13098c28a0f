import { fileURLToPath } from 'node:url';
import type { Program } from '../../shared/node/program.ts';
import type { RunError, TraceEvent } from '../../shared/trace/event.ts';
import { canonicalText } from '../../shared/values/canonical.ts';
import { checkNode } from '../../src-main/language/check.ts';
import { matches, outline } from './conformance-events.ts';
import { textsOf } from './conformance-node.ts';
import type { Ran, Subject } from './conformance-run.ts';
import type { ExpectedError, WrittenCase } from './conformance-schema.ts';

/** Holds `handlers/`. */
export const FOLDER = fileURLToPath(new URL('../conformance/', import.meta.url));
export const CASES = fileURLToPath(new URL('../conformance/cases/', import.meta.url));

/** Checks the texts of a case; a text that cannot run is a mistake of the case. */
export function subjectOf(written: WrittenCase): Subject {
  const programs = textsOf(written).map(programOf);
  const program = programs[0] as Program;
  return {
    program,
    callees: new Map(programs.map((each) => [each.id, each])),
    handlers: FOLDER,
    inputs: 'inputs' in written ? written.inputs : {},
  };
}

export function programOf(text: string): Program {
  const { program, diagnostics } = checkNode(text);
  if (program !== null) return program;
  const found = diagnostics.map(
    (each) => `${each.range.line}:${each.range.column} ${each.code} ${each.message}`,
  );
  throw new Error(`the node cannot run:\n${found.join('\n')}\n${text}`);
}

/** Everything that is not as the case says, one line each. */
export function complaints(written: WrittenCase, ran: Ran): readonly string[] {
  const lines = ran.events.map(outline);
  return [...outcomeComplaints(written, ran), ...traceComplaints(written, lines)];
}

function outcomeComplaints(written: WrittenCase, ran: Ran): readonly string[] {
  if ('refused' in written) return [];
  if ('contract' in written) return contractComplaints(written, ran.events);
  const cutOff = 'cut_off' in written ? written.cut_off : undefined;
  const found = ran.ending.kind === 'cut_off' ? cutOffOf(ran.ending.error) : foundOutcome(ran.events);
  const expected = cutOff === undefined ? expectedOutcome(written) : `cut off: ${cutOff}`;
  if ('error' in written && written.error !== undefined && ran.ending.kind === 'completed')
    return errorComplaints(written.error, ran.events);
  return found === expected || (cutOff !== undefined && found.startsWith(`${expected} `))
    ? []
    : [`expected ${expected}`, `found    ${found}`];
}

function cutOffOf({ code, message }: RunError): string {
  return `cut off: ${code} (${message})`;
}

function expectedOutcome(written: WrittenCase): string {
  if ('gives' in written) return `success ${canonicalText({ result: written.gives ?? null })}`;
  return 'outputs' in written && written.outputs !== undefined
    ? `success ${canonicalText(written.outputs)}`
    : 'nothing: the case says no outcome';
}

function foundOutcome(events: readonly TraceEvent[]): string {
  const last = events.at(-1);
  if (last?.kind !== 'result') return `a trace that ends with ${last?.kind}`;
  if (last.outcome.success) return `success ${canonicalText(last.outcome.outputs)}`;
  const { code, message, fields } = last.outcome.error;
  return `error ${code} "${message}" ${canonicalText(fields)}`;
}

function errorComplaints(expected: ExpectedError, events: readonly TraceEvent[]): readonly string[] {
  const last = events.at(-1);
  if (last?.kind !== 'result' || last.outcome.success)
    return [`expected the error ${JSON.stringify(expected)}`, `found    ${foundOutcome(events)}`];
  const { error } = last.outcome;
  const wanted = typeof expected === 'string' ? { code: expected } : expected;
  const wrong =
    error.code !== wanted.code ||
    (wanted.message !== undefined && error.message !== wanted.message) ||
    (wanted.fields !== undefined && canonicalText(error.fields) !== canonicalText(wanted.fields));
  return wrong ? [`expected the error ${JSON.stringify(wanted)}`, `found    ${foundOutcome(events)}`] : [];
}

function contractComplaints(
  written: Extract<WrittenCase, { contract: string }>,
  events: readonly TraceEvent[],
): readonly string[] {
  const event = events.find((each) => each.kind === 'contract');
  if (event?.kind !== 'contract') return ['no contract was evaluated'];
  const found: string[] = [];
  if (event.verdict !== written.verdict)
    found.push(`expected ${written.verdict}, found ${event.verdict} ${event.error ?? ''}`);
  if (event.error !== written.error) found.push(`expected the error ${written.error}, found ${event.error}`);
  if (written.probes !== undefined && canonicalText(event.probes) !== canonicalText(written.probes))
    found.push(`expected probes ${canonicalText(written.probes)}, found ${canonicalText(event.probes)}`);
  return found;
}

function traceComplaints(written: WrittenCase, lines: readonly string[]): readonly string[] {
  if ('refused' in written) return [];
  const found: string[] = [];
  let at = 0;
  for (const expected of written.events ?? []) {
    const next = lines.findIndex((line, index) => index >= at && matches(line, expected));
    if (next < 0) {
      found.push(`no "${expected}" after line ${at} of`, ...numbered(lines));
      break;
    }
    at = next + 1;
  }
  for (const unwanted of written.without ?? []) {
    const line = lines.find((each) => matches(each, unwanted));
    if (line !== undefined) found.push(`"${line}" should not be there`);
  }
  const { trace } = written;
  if (trace !== undefined) {
    const differs = Math.max(lines.length, trace.length);
    for (let i = 0; i < differs; i++) {
      if (lines[i] !== undefined && trace[i] !== undefined && matches(lines[i] as string, trace[i] as string))
        continue;
      found.push(`line ${i}: expected "${trace[i]}", found "${lines[i]}", of`, ...numbered(lines));
      break;
    }
  }
  return found;
}

const SHOWN = 60;

function numbered(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, SHOWN).map((line, index) => `  ${index} ${line.slice(0, 200)}`);
  return lines.length > SHOWN ? [...shown, `  and ${lines.length - SHOWN} more`] : shown;
}
