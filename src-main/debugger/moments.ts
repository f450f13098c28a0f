import type { LocatedEvent, Moment } from '../../shared/api/timeline.ts';
import type { RangeDetail } from '../../shared/api/view.ts';
import type { AlignedPlace } from '../../shared/trace/aligned-place.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { eventKey } from '../../shared/trace/event-diff.ts';
import { did } from '../../shared/trace/messages.ts';
import { stepName } from '../../shared/trace/place.ts';
import type { Moments, PathMoment } from './database-history.ts';
import {
  before,
  contractRows,
  type DetailInputs,
  effectRows,
  eventTexts,
  type Own,
  ownEvents,
} from './detail.ts';
import type { Rows } from './rows.ts';

/** What is listed of a range; where it holds more, that is said. */
const LISTED = 1000;

/** Where an event of a path lies, and the same moment on the other path; undefined where there is no such event. */
export function locateEvent(inputs: DetailInputs, path: PathName, event: number): LocatedEvent | undefined {
  const record = inputs.paths[path];
  if (record === null || event < 0 || event >= record.events.count) return undefined;
  const [later] = event < record.writes.count ? [] : record.events.read(event, 1);
  if (later)
    return { row: null, text: [stepName(later.step), did(later)].filter((part) => part !== '').join(' ') };
  const side = path === 'reference' ? 0 : 1;
  const row = inputs.rows.rowOfEvent(side, event);
  const other = counterpart(inputs, row, side, event);
  const moment: Moment =
    side === 0 ? { reference: event + 1, direct: other } : { reference: other, direct: event + 1 };
  return { row, moment };
}

/** Events of the other path that have happened when this one has: up to its like in the same row, else to the row's end. */
function counterpart(inputs: DetailInputs, row: number, side: 0 | 1, event: number): number | null {
  const other = side === 0 ? 1 : 0;
  const [record, others] = [recordOf(inputs, side), recordOf(inputs, other)];
  const place = inputs.rows.placeAt(row);
  if (others === null || record === null || place === undefined) return null;
  const cells = inputs.rows.cellsAt(place);
  const [cell, theirs] = [cells[side], cells[other]];
  if (!theirs || !cell) return before(inputs, row, other);
  const own = ownEvents(record.events, place, cell.first, cell.last);
  const found = own.findIndex(({ index }) => index === event);
  const key = found < 0 ? undefined : eventKey((own[found] as Own[number]).event);
  const nth = own.slice(0, found).filter((each) => eventKey(each.event) === key).length;
  const alike = ownEvents(others.events, place, theirs.first, theirs.last).filter(
    (each) => eventKey(each.event) === key,
  )[nth];
  return (alike?.index ?? theirs.last) + 1;
}

function recordOf(inputs: DetailInputs, side: 0 | 1): DetailInputs['paths']['reference'] {
  return inputs.paths[side === 0 ? 'reference' : 'direct'];
}

/** The moment on both paths with the events of the row itself: where its end is looked at, and where `moment` is given. */
export function momentsOf(inputs: DetailInputs, row: number, moment?: Moment): Moments | undefined {
  const place = inputs.rows.placeAt(row);
  if (place === undefined) return undefined;
  const path = (side: 0 | 1): PathMoment | null => {
    if (recordOf(inputs, side) === null) return null;
    const cell = inputs.rows.cellsAt(place)[side];
    const given = moment?.[side === 0 ? 'reference' : 'direct'] ?? null;
    const isResult = place.parent === null;
    return {
      events: given ?? (cell ? cell.last + 1 : before(inputs, row, side)),
      step: cell && !isResult ? [cell.first, cell.last + 1] : null,
    };
  };
  return { reference: path(0), direct: path(1) };
}

/** What the panels show of the rows [from, to]; undefined where there are none. */
export function rangeDetail(inputs: DetailInputs, from: number, to: number): RangeDetail | undefined {
  const last = Math.min(to, inputs.rows.count - 1);
  if (from > last) return undefined;
  const reference = spanOf(inputs, 0, from, last);
  const direct = spanOf(inputs, 1, from, last);
  const [a, b] = [read(inputs, 0, reference), read(inputs, 1, direct)];
  const events = { reference: count(reference), direct: count(direct) };
  return {
    from,
    to: last,
    contracts: contractRows(inputs, a, b),
    effects: effectRows(a, b),
    events: { reference: eventTexts(a), direct: eventTexts(b) },
    counts: events,
    listed: Math.min(LISTED, Math.max(events.reference, events.direct)),
  };
}

type Span = readonly [first: number, end: number];

function count([first, end]: Span): number {
  return Math.max(0, end - first);
}

function read(inputs: DetailInputs, side: 0 | 1, span: Span): Own {
  const events = recordOf(inputs, side)?.events.read(span[0], Math.min(count(span), LISTED)) ?? [];
  return events.map((event, i) => ({ index: span[0] + i, event }));
}

/** Events from the first of the rows to the one before the row after them. */
function spanOf(inputs: DetailInputs, side: 0 | 1, from: number, to: number): Span {
  return [startOf(inputs, side, from), startOf(inputs, side, to + 1)];
}

/** The first event of a row, or of the next one that the path has. */
function startOf({ rows, paths }: DetailInputs, side: 0 | 1, row: number): number {
  const total = paths[side === 0 ? 'reference' : 'direct']?.events.count ?? 0;
  if (row === 0) return 0;
  for (let at = row; at < rows.count; at++) {
    const place = rows.placeAt(at);
    if (place === undefined) break;
    // The result's events are those after the last step.
    if (place.parent === null) return afterSteps(rows, place, side);
    const cell = rows.cellsAt(place)[side];
    if (cell) return cell.first;
  }
  return total;
}

function afterSteps(rows: Rows, root: AlignedPlace, side: 0 | 1): number {
  const last = root.children.findLast((child) => rows.cellsAt(child)[side] !== null);
  return last ? (rows.cellsAt(last)[side]?.last ?? -1) + 1 : 0;
}
