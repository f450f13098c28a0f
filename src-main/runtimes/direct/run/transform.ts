import type { Transform } from '../../../../shared/node/program.ts';
import type { Context, Local } from '../expression/context.ts';
import { iterable } from '../expression/elements.ts';
import { compute } from '../expression/evaluate.ts';
import { commonOrder } from '../expression/order.ts';
import { typeMismatch } from '../step-error.ts';
import { keyOf, MapValue, typeName, type Value } from '../values/value.ts';

type Keyed = readonly { readonly key: string; readonly value: Parameters<typeof compute>[0] }[];

/** A `data_transform`: the elements are bound under each of `names`. */
export function transformed(
  transform: Transform,
  input: Value,
  names: readonly string[],
  context: Context,
): Value {
  const items = iterable('data_transform', input);
  const bound = (value: Value, outer: Local | null = null) =>
    names.reduce<Local | null>((locals, name) => ({ name, value, outer: locals }), outer);
  switch (transform.kind) {
    case 'map':
      return items.map((item) => compute(transform.expression, context, bound(item)));
    case 'filter':
      return items.filter((item) => {
        const kept = compute(transform.expression, context, bound(item));
        if (typeof kept !== 'boolean') throw typeMismatch('filter', typeName(kept));
        return kept;
      });
    case 'sort': {
      const { by, descending } = transform;
      const keyed = items.map((item) => ({
        item,
        key: by === null ? item : compute(by, context, bound(item)),
      }));
      const order = commonOrder(
        'sort',
        keyed.map(({ key }) => key),
      );
      const sign = descending ? -1 : 1;
      return keyed.sort((a, b) => sign * order(a.key, b.key)).map(({ item }) => item);
    }
    case 'group': {
      const { by } = transform;
      return groups(items, (item) => [compute(by, context, bound(item))]).map(({ keys, members }) =>
        MapValue.ofRecord([
          ['key', keys[0] as Value],
          ['items', members],
        ]),
      );
    }
    case 'aggregate': {
      const { groupBy, aggregations } = transform;
      if (groupBy === null) return aggregate([], [], aggregations, items, context);
      const keysOf = (item: Value) => groupBy.map(({ value }) => compute(value, context, bound(item)));
      return groups(items, keysOf).map(({ keys, members }) =>
        aggregate(groupBy, keys, aggregations, members, context),
      );
    }
    case 'reduce':
      return items.reduce<Value>(
        (acc, item) =>
          compute(transform.expression, context, bound(item, { name: 'acc', value: acc, outer: null })),
        compute(transform.initial, context),
      );
  }
}

/** Groups in order of their first members. */
function groups(items: readonly Value[], keysOf: (item: Value) => readonly Value[]) {
  const found = new Map<string, { keys: readonly Value[]; members: Value[] }>();
  for (const item of items) {
    const keys = keysOf(item);
    const id = keyOf(keys);
    const group = found.get(id);
    if (group === undefined) found.set(id, { keys, members: [item] });
    else group.members.push(item);
  }
  return [...found.values()];
}

function aggregate(
  groupBy: Keyed,
  keys: readonly Value[],
  aggregations: Keyed,
  members: readonly Value[],
  context: Context,
): MapValue {
  const record = new MapValue();
  groupBy.forEach(({ key }, i) => {
    record.put(key, keys[i] as Value);
  });
  const locals = { name: '$group', value: members, outer: null };
  for (const { key, value } of aggregations) record.put(key, compute(value, context, locals));
  return record;
}
