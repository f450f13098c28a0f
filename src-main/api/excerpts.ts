import { hash } from 'node:crypto';
import { excerptValue } from '../../shared/api/excerpt.ts';
import type {
  Cell,
  ComparisonView,
  EffectCell,
  ModelCell,
  RangeDetail,
  RowDetail,
  StepRow,
} from '../../shared/api/view.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { type Canonical, type CanonicalObject, canonicalText, tagOf } from '../../shared/values/canonical.ts';

/** Members of one collection, parts of one value and characters of one text that are sent without being asked for. */
const MEMBERS = 200;
const PARTS = 2000;
const CHARACTERS = 4000;

/** Values are immutable and come again at every row: large ones are looked through once. */
const known = new WeakMap<object, Canonical>();

/** The value itself where it is small, else as much of it as can be looked at. */
export function excerpt(value: Canonical): Canonical {
  if (typeof value !== 'object' || value === null) return shorten(value, { left: PARTS });
  let short = known.get(value);
  if (short === undefined) {
    short = shorten(value, { left: PARTS });
    known.set(value, short);
  }
  return short;
}

/** Can its variables be told without looking all through a large value for the first time? */
export const isAtHand = ({ variables }: RowDetail): boolean =>
  variables.every(({ reference, direct }) => isKnown(reference) && isKnown(direct));

function isKnown(value: Canonical | undefined): boolean {
  if (typeof value !== 'object' || value === null || known.has(value)) return true;
  let large = false;
  const short = shorten(value, { left: PARTS }, (_, count, first) => {
    large = true;
    return excerptValue({ count, first, digest: '' });
  });
  if (!large) known.set(value, short);
  return !large;
}

function shorten(value: Canonical, budget: { left: number }, cut: typeof cutValue = cutValue): Canonical {
  budget.left--;
  if (typeof value === 'string')
    return value.length > CHARACTERS ? cut(value, value.length, start(value)) : value;
  if (typeof value !== 'object' || value === null) return value;
  const tagged = tagOf(value);
  if (tagged !== undefined && typeof tagged.payload === 'string') {
    const { tag, payload } = tagged;
    return payload.length > CHARACTERS ? cut(value, payload.length, { [tag]: start(payload) }) : value;
  }
  const list = Array.isArray(value) ? (value as readonly Canonical[]) : tagged?.payload;
  const keys = Array.isArray(list) ? null : Object.keys(value);
  const members = Array.isArray(list) ? (list as readonly Canonical[]) : Object.values(value);
  const first: Canonical[] = [];
  for (const member of members.slice(0, MEMBERS)) {
    if (budget.left <= 0) break;
    first.push(shorten(member, budget, cut));
  }
  if (first.length === members.length && first.every((member, i) => member === members[i])) return value;
  const rebuilt = keys
    ? Object.fromEntries(first.map((member, i) => [keys[i] as string, member]))
    : tagged
      ? { [tagged.tag]: first }
      : first;
  return first.length < members.length ? cut(value, members.length, rebuilt) : rebuilt;
}

const cutValue = (value: Canonical, count: number, first: Canonical): Canonical =>
  excerptValue({ count, first, digest: hash('sha256', canonicalText(value)) });

/** The beginning of a text, not through the middle of a character; a multiple of four, as base64 wants it. */
function start(text: string): string {
  const code = text.charCodeAt(CHARACTERS - 1);
  return text.slice(0, code >= 0xd800 && code < 0xdc00 ? CHARACTERS - 1 : CHARACTERS);
}

const cellOf = (cell: Cell | null): Cell | null =>
  cell?.value === undefined ? cell : { ...cell, value: excerpt(cell.value) };

export const shortRow = (row: StepRow): StepRow => ({
  ...row,
  reference: cellOf(row.reference),
  direct: cellOf(row.direct),
});

const effectOf = (cell: EffectCell | null): EffectCell | null =>
  cell && {
    ...cell,
    request: excerpt(cell.request),
    answer: cell.answer === null ? null : excerpt(cell.answer),
    ...(cell.model ? { model: modelOf(cell.model) } : {}),
  };

const modelOf = (model: ModelCell): ModelCell => ({
  ...model,
  said: model.said === null ? null : start(model.said),
  losses: model.losses.map((loss) => ({ ...loss, before: excerpt(loss.before), after: excerpt(loss.after) })),
  wire: model.wire && { ...model.wire, body: excerpt(model.wire.body) },
});

/** What detail and range have in common. */
function shortLists<T extends Pick<RowDetail, 'contracts' | 'effects'>>(detail: T): T {
  const sides = <S>(of: (path: PathName) => S) => ({ reference: of('reference'), direct: of('direct') });
  return {
    ...detail,
    contracts: detail.contracts.map((row) => ({
      ...row,
      ...sides((path) => {
        const cell = row[path];
        return (
          cell && { ...cell, parts: cell.parts.map((part) => ({ ...part, value: excerpt(part.value) })) }
        );
      }),
    })),
    effects: detail.effects.map((row) => ({ ...row, ...sides((path) => effectOf(row[path])) })),
  };
}

export const shortRange = (range: RangeDetail): RangeDetail => shortLists(range);

export const shortDetail = (detail: RowDetail): RowDetail => ({
  ...shortLists(detail),
  variables: detail.variables.map((variable) => ({
    ...variable,
    ...(variable.reference === undefined ? {} : { reference: excerpt(variable.reference) }),
    ...(variable.direct === undefined ? {} : { direct: excerpt(variable.direct) }),
  })),
});

export function shortView(view: ComparisonView): ComparisonView {
  // An excerpt of a record is one, too.
  const record = (value: CanonicalObject) => excerpt(value) as CanonicalObject;
  const pathOf = (path: PathName) => {
    const shown = view.paths[path];
    return shown?.outputs ? { ...shown, outputs: record(shown.outputs) } : shown;
  };
  return {
    ...view,
    inputs: record(view.inputs),
    paths: { reference: pathOf('reference'), direct: pathOf('direct') },
    divergences: view.divergences.map((divergence) => ({
      ...divergence,
      reference: excerpt(divergence.reference),
      direct: excerpt(divergence.direct),
    })),
  };
}
