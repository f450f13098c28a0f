import { ChunkState, type Columns, emptyColumns } from './chunk.ts';

/** A trace as far as its recorder remembers it. */
export interface OpenTrace {
  readonly row: number;
  readonly comparison: string;
  readonly chunkEvents: number;
  /** Word ids by the trace's own step numbers. */
  readonly steps: number[];
  chunk: OpenChunk;
  events: number;
  duration: number;
}

interface OpenChunk {
  readonly first: number;
  readonly columns: Columns;
  /** How much of each column is in parts already written. */
  written: { readonly [K in keyof Columns]: number };
  readonly state: ChunkState;
  parts: number;
}

export function newChunk(first: number): OpenChunk {
  const columns = emptyColumns();
  return { first, columns, written: lengths(columns), state: new ChunkState(), parts: 0 };
}

export function lengths(columns: Columns): OpenChunk['written'] {
  return {
    kinds: columns.kinds.length,
    steps: columns.steps.length,
    occs: columns.occs.length,
    times: columns.times.length,
    names: columns.names.length,
    large: columns.large.length,
    refs: columns.refs.length,
    bodies: columns.bodies.length,
  };
}

/** Remembers the trace as it is; what is returned makes it so again, when nothing of what came since was written. */
export function marked(trace: OpenTrace): () => void {
  const { chunk, events, duration } = trace;
  const steps = trace.steps.length;
  const { written, parts, first, columns } = chunk;
  const state = chunk.state.copy();
  const held = lengths(columns);
  return () => {
    trace.steps.length = steps;
    for (const name of Object.keys(held) as (keyof Columns)[]) columns[name].length = held[name];
    trace.chunk = { first, columns, written, state: state.copy(), parts };
    trace.events = events;
    trace.duration = duration;
  };
}
