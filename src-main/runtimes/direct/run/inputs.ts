import type { Program } from '../../../../shared/node/program.ts';
import { type Canonical, type CanonicalObject, tagOf } from '../../../../shared/values/canonical.ts';
import { decode, isList } from '../values/codec.ts';
import { hasLoneSurrogate } from '../values/text.ts';
import { MapValue, SetValue, type Value } from '../values/value.ts';
import { Converter, conversionError } from './convert.ts';

type Payload = Canonical | undefined;

/** The inputs of a node, converted, in declared order. `given` yields what was passed under a name. */
export function bindInputs(
  program: Program,
  names: Iterable<string>,
  given: (name: string) => Value | undefined,
): readonly (readonly [name: string, value: Value])[] {
  const converter = new Converter(program.types, 'input');
  const bound = program.inputs.map(
    (field) => [field.name, converter.field(given(field.name), field, field.name)] as const,
  );
  const declared = new Set(program.inputs.map((field) => field.name));
  for (const name of names) {
    if (!declared.has(name)) throw conversionError('input', name, ' is not declared');
  }
  return bound;
}

/** An input from outside the run: unlike what the runtimes write, it may be no value at all. */
export function readInput(canonical: Canonical, path: string): Value {
  if (typeof canonical === 'string') {
    if (hasLoneSurrogate(canonical)) throw conversionError('input', path, ': lone surrogate');
    return canonical;
  }
  if (canonical === null || typeof canonical !== 'object') return decode(canonical);
  if (isList(canonical)) return canonical.map((item, i) => readInput(item, `${path}[${i}]`));
  const tagged = tagOf(canonical);
  if (tagged !== undefined) return readTagged(canonical, tagged.tag, tagged.payload, path);
  const map = new MapValue();
  for (const [key, value] of Object.entries(canonical)) {
    map.put(readInput(key, path), readInput(value, `${path}.${key}`));
  }
  return map;
}

const TEXTUAL: Readonly<Record<string, 'integer' | 'decimal' | 'bytes' | 'timestamp'>> = {
  $integer: 'integer',
  $decimal: 'decimal',
  $bytes: 'bytes',
  $timestamp: 'timestamp',
};

function readTagged(canonical: CanonicalObject, tag: string, payload: Payload, path: string): Value {
  const kind = TEXTUAL[tag];
  if (kind !== undefined && typeof payload === 'string') {
    return new Converter({}, 'input').convert(payload, { kind }, path);
  }
  if (payload !== undefined && isList(payload)) {
    if (tag === '$set') return new SetValue(payload.map((item, i) => readInput(item, `${path}[${i}]`)));
    if (tag === '$map' && payload.every((pair) => isList(pair) && pair.length === 2)) {
      const map = new MapValue();
      for (const pair of payload as readonly (readonly [Canonical, Canonical])[]) {
        map.put(readInput(pair[0], path), readInput(pair[1], path));
      }
      return map;
    }
  }
  const expected = kind ?? tag.slice(1);
  throw conversionError('input', path, `: expected ${expected}, got ${Object.keys(canonical)[0]}`);
}
