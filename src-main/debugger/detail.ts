import type { Moment } from '../../shared/api/timeline.ts';
import type {
  ContractCell,
  ContractRow,
  EffectCell,
  EffectRow,
  RowDetail,
  StackFrame,
} from '../../shared/api/view.ts';
import type { AlignedPlace } from '../../shared/trace/aligned-place.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { effectKey, type TraceEvent } from '../../shared/trace/event.ts';
import { eventKey } from '../../shared/trace/event-diff.ts';
import { did, requestText } from '../../shared/trace/messages.ts';
import { stepName } from '../../shared/trace/place.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import type { ExecutionState } from './execution-state.ts';
import { writerOf } from './history/trail.ts';
import type { WriteIndex } from './history/write-index.ts';
import { modelCell } from './model-cell.ts';
import type { ProgramIndex } from './program-index.ts';
import type { Rows } from './rows.ts';
import type { EventSource, Timeline } from './timeline.ts';
import { type ValueRules, type Variables, variableRows } from './variable-rows.ts';

/** One recorded or running path, as details are made of it. */
export interface PathRecord {
  readonly events: EventSource;
  readonly timeline: Timeline;
  readonly writes: WriteIndex;
}

export interface DetailInputs {
  readonly rows: Rows;
  readonly index: ProgramIndex;
  readonly paths: Readonly<Record<PathName, PathRecord | null>>;
  readonly rules: ValueRules;
}

/** At the ends of a visit stand its own events; what lies between belongs to the steps within. */
const ENDS = 500;

export type Own = readonly { readonly index: number; readonly event: TraceEvent }[];

/**
 * Everything the panels show for one row; undefined when there is no such row. `moment`: variables and stack as they
 * were then, rather than after the row.
 */
export function rowDetail(inputs: DetailInputs, index: number, moment?: Moment): RowDetail | undefined {
  const place = inputs.rows.placeAt(index);
  if (place === undefined) return undefined;
  const reference = side(inputs, index, place, 0, moment?.reference ?? null);
  const direct = side(inputs, index, place, 1, moment?.direct ?? null);
  const changed = new Set<string>();
  for (const { event } of [...reference.own, ...direct.own])
    if (event.kind === 'assigned' || event.kind === 'bound' || event.kind === 'iteration')
      changed.add(event.name);
  return {
    row: index,
    variables: variableRows(reference.variables, direct.variables, changed, inputs.rules),
    contracts: contractRows(inputs, reference.own, direct.own),
    effects: effectRows(reference.own, direct.own),
    stack: { reference: reference.stack, direct: direct.stack },
    events: { reference: eventTexts(reference.own), direct: eventTexts(direct.own) },
  };
}

interface SideDetail {
  readonly own: Own;
  readonly variables: Variables | null;
  readonly stack: readonly StackFrame[];
}

function side(
  inputs: DetailInputs,
  row: number,
  place: AlignedPlace,
  at: 0 | 1,
  moment: number | null,
): SideDetail {
  const record = inputs.paths[at === 0 ? 'reference' : 'direct'];
  if (record === null) return { own: [], variables: null, stack: [] };
  const cell = inputs.rows.cellsAt(place)[at];
  if (cell === null) {
    // Not on this path: its variables stand as they were when the other one came here.
    const count = moment ?? before(inputs, row, at);
    const variables = variablesOf(record, count);
    return { own: [], variables, stack: stackOf(record.timeline.after(count), inputs.index) };
  }
  const own = ownEvents(record.events, place, cell.first, cell.last);
  if (moment !== null) {
    const variables = variablesOf(record, moment);
    return { own, variables, stack: stackOf(record.timeline.after(moment), inputs.index) };
  }
  const left = own.at(-1)?.event.kind === 'step_left' && cell.state !== 'running';
  const stack = stackOf(record.timeline.after(left ? cell.last : cell.last + 1), inputs.index);
  return { own, variables: variablesOf(record, cell.last + 1), stack };
}

function variablesOf({ timeline, writes }: PathRecord, count: number): Variables {
  const state = timeline.after(count);
  const frame = state.frames.at(-1);
  const values = state.variables();
  return { values, setBy: (name) => frame && writerOf(writes, frame, name, count)?.step };
}

/** Number of events of a path after which its variables are shown in a row. */
export function positionAt({ rows }: Pick<DetailInputs, 'rows'>, row: number, at: 0 | 1): number {
  const place = rows.placeAt(row);
  const cell = place && rows.cellsAt(place)[at];
  return cell ? cell.last + 1 : before({ rows }, row, at);
}

/** Number of events of the path at the nearest row before that it has. */
export function before(inputs: Pick<DetailInputs, 'rows'>, row: number, at: 0 | 1): number {
  for (let i = row - 1; i >= 0; i--) {
    const place = inputs.rows.placeAt(i);
    const cell = place && inputs.rows.cellsAt(place)[at];
    if (cell) return cell.last + 1;
  }
  return 0;
}

export function ownEvents(events: EventSource, place: AlignedPlace, first: number, last: number): Own {
  const count = last - first + 1;
  const head = events.read(first, Math.min(count, ENDS)).map((event, i) => ({ index: first + i, event }));
  const from = Math.max(first + ENDS, last - ENDS + 1);
  const tail =
    count > ENDS ? events.read(from, last - from + 1).map((event, i) => ({ index: from + i, event })) : [];
  return [...head, ...tail].filter(({ event }) => isOwn(event, place));
}

function isOwn(event: TraceEvent, place: AlignedPlace): boolean {
  if (event.occ !== place.occ || (event.step !== place.step && event.step !== `${place.step}/call`))
    return false;
  const round = event.kind === 'iteration' || event.kind === 'yielded' ? event.index : -1;
  return place.round === round;
}

type ContractEvent = Extract<TraceEvent, { kind: 'contract' }>;

export function contractRows(inputs: DetailInputs, reference: Own, direct: Own): readonly ContractRow[] {
  return paired(
    reference,
    direct,
    (event): event is ContractEvent => event.kind === 'contract',
    (event) => `${event.step}@${event.occ} ${eventKey(event)}`,
  ).map(([a, b]) => {
    const event = (a ?? b) as ContractEvent;
    const parts = inputs.index.contractParts(inputs.rows.nodeOf(event.step), event.text);
    const cell = (one: ContractEvent | undefined): ContractCell | null =>
      one === undefined
        ? null
        : {
            verdict: one.verdict,
            parts: one.probes.map(([slot, value]) => ({ text: parts[slot] ?? `part ${slot}`, value })),
          };
    const { contract: kind, text, step, occ } = event;
    return { kind, text, step, occ, reference: cell(a), direct: cell(b) };
  });
}

type EffectEvent = Extract<TraceEvent, { kind: 'effect_requested' }>;

export function effectRows(reference: Own, direct: Own): readonly EffectRow[] {
  const isRequest = (event: TraceEvent): event is EffectEvent => event.kind === 'effect_requested';
  return paired(reference, direct, isRequest, effectKey).map(([a, b]) => {
    const event = (a ?? b) as EffectEvent;
    return {
      key: effectKey(event),
      type: event.request.type,
      summary: requestText(event.request),
      reference: effectCell(a, reference),
      direct: effectCell(b, direct),
    };
  });
}

function effectCell(request: EffectEvent | undefined, own: Own): EffectCell | null {
  if (request === undefined) return null;
  const answered = own.find(
    ({ event }) =>
      event.kind === 'effect_answered' && event.step === request.step && event.effect === request.effect,
  )?.event;
  const answer = answered?.kind === 'effect_answered' ? answered.answer : null;
  const model = answer === null ? undefined : modelCell(answer);
  return {
    request: request.request as unknown as Canonical,
    answer: answer === null ? null : answer.ok ? answer.value : (answer.error as unknown as Canonical),
    ok: answer === null ? null : answer.ok,
    source: answer?.source ?? '',
    attempts: (answer?.attempts ?? []).map(({ outcome, durationUs, detail }) => ({
      outcome,
      durationUs,
      detail,
    })),
    ...(model ? { model } : {}),
  };
}

/** Pairs events of one kind by key, in order of the reference path, then what only the direct path has. */
function paired<E extends TraceEvent>(
  reference: Own,
  direct: Own,
  is: (event: TraceEvent) => event is E,
  key: (event: E) => string,
): readonly (readonly [E | undefined, E | undefined])[] {
  const rest = direct.map(({ event }) => event).filter(is);
  const pairs: [E | undefined, E | undefined][] = [];
  for (const { event } of reference) {
    if (!is(event)) continue;
    const at = rest.findIndex((other) => key(other) === key(event));
    pairs.push([event, at < 0 ? undefined : rest.splice(at, 1)[0]]);
  }
  for (const event of rest) pairs.push([undefined, event]);
  return pairs;
}

function stackOf(state: ExecutionState, index: ProgramIndex): readonly StackFrame[] {
  return state.frames
    .map((frame): StackFrame => {
      const step = frame.steps.at(-1);
      return {
        name: step === undefined ? frame.node : stepName(step.path),
        node: frame.node,
        file: index.file(frame.node),
        line: (step && index.step(frame.node, step.path)?.range.line) ?? 1,
      };
    })
    .reverse();
}

export function eventTexts(
  own: Own,
): readonly { readonly index: number; readonly kind: string; readonly text: string }[] {
  return own.map(({ index, event }) => ({ index, kind: event.kind, text: did(event) }));
}
