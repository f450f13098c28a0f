import type { HistoryEntry, HistoryView, ValueAt, Write } from '../../../shared/api/history.ts';
import { PATHS } from '../breakpoints/types.ts';
import type { ComparisonModel } from '../model.ts';
import { summaryOf } from './describe.ts';
import { placeKey, same } from './fact.ts';
import { inputsOf } from './inputs.ts';
import { memberOf, readPath } from './reads.ts';
import { eventAt, type Frame, frameAt, lastWrite, type Placed, type Trail, writtenBy } from './trail.ts';
import type { Span } from './write-index.ts';

type Members = readonly (string | number)[];

/** What is asked about, on one path. */
interface Asked {
  readonly trail: Trail;
  readonly frame: Frame;
  readonly name: string;
  readonly members: Members;
  /** Name and members, as rules have them. */
  readonly path: string;
  /** The run of the node that the name belongs to. */
  readonly span: Span;
  /** Events after which its value is looked at. */
  readonly before: number;
}

interface Side {
  readonly asked: Asked | null;
  readonly writes: readonly Placed[];
  readonly current: Placed | undefined;
  readonly earlier: boolean;
  readonly later: boolean;
}

/** Every write of a name on both paths, those around a row listed; undefined where the text names nothing. */
export async function historyOf(
  model: ComparisonModel,
  at: ValueAt,
  writes: number,
): Promise<HistoryView | undefined> {
  const path = readPath(at.name);
  if (path === undefined) return undefined;
  const asked = PATHS.map((name) =>
    askedOf(model, model.trail(name), at, path, model.positionAt(at.row, name)),
  );
  const [left, right] = asked.map((each) => sideOf(each ?? null, writes)) as [Side, Side];
  const values = [left, right].map(({ asked: each, current }) =>
    each && current ? valueIn(each, current) : undefined,
  );
  const both = asked[0] !== null && asked[1] !== null;
  const entries = trimmed(aligned(model, left, right), left, right, both);
  const split = both ? await firstSplit(model, asked as [Asked, Asked]) : undefined;
  const [reference, direct] = values;
  const oneSide = both && (reference === undefined) !== (direct === undefined);
  return {
    of: at,
    ...(reference === undefined ? {} : { reference }),
    ...(direct === undefined ? {} : { direct }),
    status: oneSide ? 'one_side' : !both || same(reference, direct) ? 'equal' : 'differs',
    entries,
    split: split ?? null,
    more: { earlier: left.earlier || right.earlier, later: left.later || right.later },
  };
}

function askedOf(
  model: ComparisonModel,
  trail: Trail | null,
  at: ValueAt,
  of: { readonly name: string; readonly members: Members },
  before: number,
): Asked | null {
  const frame = trail && frameAt(trail, before);
  if (!trail || !frame || at.row >= model.rowCount) return null;
  return { trail, frame, ...of, path: at.name, span: trail.writes.span(frame.place, before), before };
}

/** Events that write the name, one direction from a position, lazily. */
function* writesOf(
  { trail, frame, name, span }: Asked,
  from: number,
  direction: 'forward' | 'backward',
): Generator<Placed> {
  for (const index of trail.writes.writes(frame.place, name, span, from, direction)) {
    const event = eventAt(trail, index);
    if (event) yield { index, event };
  }
}

function sideOf(asked: Asked | null, most: number): Side {
  if (asked === null) return { asked, writes: [], current: undefined, earlier: false, later: false };
  const before = take(writesOf(asked, asked.before, 'backward'), most + 1);
  const after = take(writesOf(asked, asked.before, 'forward'), most + 1);
  const writes = [...before.slice(0, most).reverse(), ...after.slice(0, most)];
  return {
    asked,
    writes,
    current: lastWrite(asked.trail, asked.name, asked.before),
    earlier: before.length > most,
    later: after.length > most,
  };
}

function take(found: Generator<Placed>, most: number): readonly Placed[] {
  const taken: Placed[] = [];
  for (const placed of found) {
    taken.push(placed);
    if (taken.length >= most) break;
  }
  return taken;
}

function valueIn({ name, members }: Asked, { event }: Placed): ReturnType<typeof memberOf> {
  return memberOf(writtenBy(event, name), members);
}

/** Both sides' writes as one list: those at the same place side by side, the others where they come on their own path. */
function aligned(model: ComparisonModel, left: Side, right: Side): readonly HistoryEntry[] {
  const rest = [...right.writes];
  const entries: HistoryEntry[] = [];
  const add = (a: Placed | null, b: Placed | null): void => {
    const entry = entryOf(model, left, right, a, b);
    if (entry) entries.push(entry);
  };
  for (const placed of left.writes) {
    const key = placeKey(placed.event);
    const match = rest.findIndex(({ event }) => placeKey(event) === key);
    for (const other of rest.splice(0, Math.max(match, 0))) add(null, other);
    add(placed, match < 0 ? null : (rest.shift() ?? null));
  }
  for (const other of rest) add(null, other);
  return entries;
}

/** Null for a write that leaves the field that is asked about as it was. */
function entryOf(
  model: ComparisonModel,
  left: Side,
  right: Side,
  a: Placed | null,
  b: Placed | null,
): HistoryEntry | null {
  const [reference, direct] = [writeOf(left.asked, a), writeOf(right.asked, b)];
  const placed = a ?? b;
  const { asked } = a ? left : right;
  if (!placed || !asked || (reference === null && direct === null)) return null;
  const current = [
    ...(a && left.current?.index === a.index ? (['reference'] as const) : []),
    ...(b && right.current?.index === b.index ? (['direct'] as const) : []),
  ];
  const unchanged = [reference, direct].every(
    (write) => write === null || (write.old !== undefined && same(write.old, write.value)),
  );
  const { event } = placed;
  if (
    unchanged &&
    left.asked?.members.length !== 0 &&
    right.asked?.members.length !== 0 &&
    current.length === 0
  )
    return null;
  const paired = left.asked !== null && right.asked !== null;
  return {
    step: event.step,
    occ: event.occ,
    round: event.kind === 'iteration' ? event.index : -1,
    row: model.rowOf(event),
    summary: summaryOf(asked.trail, placed),
    reference,
    direct,
    ...(paired ? judgedAs(model, event.step, asked.path, reference, direct) : { status: 'equal' }),
    current,
  };
}

/** As the comparison takes it: what it does not compare is no difference, and what a rule accepts is none that counts. */
function judgedAs(
  model: ComparisonModel,
  step: string,
  path: string,
  reference: Write | null,
  direct: Write | null,
): Pick<HistoryEntry, 'status' | 'rule'> {
  if (reference === null) return { status: 'direct_only' };
  if (direct === null) return { status: 'reference_only' };
  const { status, rule } = model.judge(step, path, reference.value, direct.value);
  if (status === 'accepted' || status === 'uncompared' || status === 'differs')
    return { status, ...(rule === undefined ? {} : { rule }) };
  return { status: 'equal' };
}

function writeOf(asked: Asked | null, placed: Placed | null): Write | null {
  const value = asked && placed ? valueIn(asked, placed) : undefined;
  if (!asked || !placed || value === undefined) return null;
  const { trail, name, members } = asked;
  const before = trail.timeline.after(placed.index).variables().get(name);
  const old = placed.event.kind === 'inputs_bound' ? undefined : memberOf(before, members);
  const inputs = inputsOf(trail, { ...placed, name });
  return {
    event: placed.index,
    kind: placed.event.kind,
    ...(old === undefined ? {} : { old }),
    value,
    inputs: inputs.map(({ label, value: read, from }) => ({
      label,
      from,
      ...(read === undefined ? {} : { value: read }),
    })),
  };
}

/** Where a window begins in the middle, what stands on one side only may have its counterpart before it. */
function trimmed(
  entries: readonly HistoryEntry[],
  left: Side,
  right: Side,
  both: boolean,
): readonly HistoryEntry[] {
  if (!both) return entries;
  const paired = ({ reference, direct }: HistoryEntry): boolean => reference !== null && direct !== null;
  const from = left.earlier || right.earlier ? entries.findIndex(paired) : 0;
  const to = left.later || right.later ? entries.findLastIndex(paired) + 1 : entries.length;
  return from < 0 || to <= from ? entries : entries.slice(from, to);
}

/** Writes compared before others get their turn. */
const TURN = 500;

/**
 * The first write that the other path does not make alike. What has been found equal when the paths were aligned is passed
 * over unread, and stands at the same position on both.
 */
async function firstSplit(
  model: ComparisonModel,
  [left, right]: [Asked, Asked],
): Promise<HistoryEntry | undefined> {
  const [mine, theirs] = [left, right].map(({ trail, frame, name, span }) =>
    trail.writes.writes(frame.place, name, span, span.from, 'forward'),
  ) as [Generator<number>, Generator<number>];
  for (let compared = 0; ; ) {
    const [i, j] = [mine.next().value as number | undefined, theirs.next().value as number | undefined];
    if (i === undefined && j === undefined) return undefined;
    // What one path has not come to yet is no difference.
    if ((i === undefined || j === undefined) && !model.ended) return undefined;
    if (
      i !== undefined &&
      j !== undefined &&
      !left.trail.writes.isUnlike(i) &&
      !right.trail.writes.isUnlike(j)
    )
      continue;
    const [a, b] = [placed(left, i), placed(right, j)];
    const alike =
      a !== undefined &&
      b !== undefined &&
      placeKey(a.event) === placeKey(b.event) &&
      same(valueIn(left, a), valueIn(right, b));
    if (!alike) return splitEntry(model, left, right, a, b);
    if (++compared % TURN === 0) await new Promise(setImmediate);
  }
}

function placed({ trail }: Asked, index: number | undefined): Placed | undefined {
  const event = index === undefined ? undefined : eventAt(trail, index);
  return event && { index: index as number, event };
}

function splitEntry(
  model: ComparisonModel,
  left: Asked,
  right: Asked,
  a: Placed | undefined,
  b: Placed | undefined,
): HistoryEntry | undefined {
  const side = (asked: Asked): Side => ({
    asked,
    writes: [],
    current: lastWrite(asked.trail, asked.name, asked.before),
    earlier: false,
    later: false,
  });
  const together = a && b && placeKey(a.event) === placeKey(b.event);
  // Of two unlike writes, the one that comes first in its path's own order is the split.
  return entryOf(model, side(left), side(right), a ?? null, together || !a ? (b ?? null) : null) ?? undefined;
}
