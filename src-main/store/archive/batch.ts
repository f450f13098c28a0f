import type { Batch } from '../packer.ts';
import type { PortableChunk } from '../reader.ts';
import { damaged } from './format.ts';

/** What is numbered on through a trace. */
export interface Numbering {
  readonly steps: Map<string, number>;
  events: number;
}

/** A chunk of a file as the recorder takes events. Its events are checked when they are read back; here, that the columns fit. */
export function batchOf(file: string, chunk: PortableChunk, numbering: Numbering): Batch {
  const { kinds, steps, stepNames, occs, occNames, times, bodies, large } = chunk;
  const count = kinds.length;
  if (count === 0 || [steps, occs, times, bodies].some((column) => column.length !== count))
    throw damaged(file, 'a chunk has columns that do not fit together');
  const fresh: string[] = [];
  const numbers = stepNames.map((name) => {
    let number = numbering.steps.get(name);
    if (number === undefined) {
      number = numbering.steps.size;
      numbering.steps.set(name, number);
      fresh.push(name);
    }
    return number;
  });
  const columns = new Float64Array(4 * count);
  let seen = 0;
  for (let i = 0; i < count; i++) {
    const step = numbers[steps[i] as number];
    const occ = occs[i] as number;
    // New occurrences come in order: that is how they are told from those seen before.
    if (step === undefined || occ > seen) throw damaged(file, 'an event stands nowhere');
    if (occ === seen) seen++;
    columns.set([kinds[i] as number, step, occ, times[i] as number], 4 * i);
  }
  if (seen !== occNames.length) throw damaged(file, 'a chunk has occurrences without events');
  const first = numbering.events;
  numbering.events += count;
  return {
    first,
    count,
    columns,
    steps: fresh,
    occs: occNames,
    bodies: `${bodies.join('\n')}\n`,
    large,
    marks: [],
  };
}
