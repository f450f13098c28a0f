import { errorText } from '../../shared/error-text.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { readJson } from '../../shared/values/json.ts';
import { decodeLine, type Header } from './format.ts';
import { readLines } from './lines.ts';
import { Misplaced, Placer } from './placer.ts';

/** What a file of runs holds, in order. The events of a run come in lots; `complete`: it came to its result. */
export type RunPart =
  | { readonly kind: 'begin'; readonly header: Header; readonly line: number }
  | { readonly kind: 'events'; readonly events: readonly TraceEvent[] }
  | { readonly kind: 'end'; readonly complete: boolean }
  | { readonly kind: 'malformed'; readonly line: number; readonly message: string };

/** Reads a file of the ingest format as a stream: nothing but the open steps of one run is kept. */
export async function* readRuns(file: string): AsyncGenerator<RunPart> {
  let placer: Placer | null = null;
  for await (const lines of readLines(file)) {
    let events: TraceEvent[] = [];
    for (const { number, text } of lines) {
      try {
        const found = decodeLine(parse(text));
        if (found.kind === 'malformed') throw new Misplaced(found.message);
        if (found.kind === 'header') {
          if (events.length > 0) yield { kind: 'events', events };
          if (placer) yield { kind: 'end', complete: placer.ended };
          placer = new Placer(found.header);
          yield { kind: 'begin', header: found.header, line: number };
          events = [...placer.begin()];
          continue;
        }
        if (placer === null)
          throw new Misplaced('no run has begun: a header line {"parallax":1,…} comes first');
        events.push(...placer.place(found.line));
      } catch (error) {
        if (!(error instanceof Misplaced)) throw error;
        yield { kind: 'malformed', line: number, message: error.message };
      }
    }
    if (events.length > 0) yield { kind: 'events', events };
  }
  if (placer) yield { kind: 'end', complete: placer.ended };
}

function parse(text: string | null): Canonical {
  if (text === null) throw new Misplaced('the line is too long');
  try {
    return readJson(text);
  } catch (error) {
    throw new Misplaced(error instanceof RangeError ? 'nested too deeply' : `not JSON (${errorText(error)})`);
  }
}
