import { BigDecimal } from 'bigdecimal.js';
import type { Program } from '../../../../shared/node/program.ts';
import type { Field, Type } from '../../../../shared/node/types.ts';
import { toDecimal } from '../expression/numbers.ts';
import { StepError } from '../step-error.ts';
import { decode } from '../values/codec.ts';
import { type DecimalFault, parseDecimal } from '../values/decimal.ts';
import { templateText } from '../values/template-text.ts';
import { Timestamp } from '../values/timestamp.ts';
import { isArray, MapValue, SetValue, typeName, type Value } from '../values/value.ts';

const DIGITS = /^-?\d+$/;

/** What is converted: an input, or an output on its way out. */
export type Side = 'input' | 'output';

export function conversionError(side: Side, path: string, problem: string): StepError {
  return new StepError(`invalid_${side}`, `${side} ${path}${problem}`, [[side, path]]);
}

const DECIMAL_FAULTS: Readonly<Record<Exclude<DecimalFault, 'syntax'>, string>> = {
  digits: ': more than 34 digits',
  range: ': outside the range of decimal',
};

/** Converts values to declared types, as docs/events.md says under "A node" and "Conversion of parts". */
export class Converter {
  readonly #types: Program['types'];
  readonly #side: Side;

  constructor(types: Program['types'], side: Side) {
    this.#types = types;
    this.#side = side;
  }

  convert(value: Value, type: Type, path: string): Value {
    switch (type.kind) {
      case 'any':
        return value;
      case 'string':
        return typeof value === 'string' ? value : this.#refuse(path, 'string', value);
      case 'boolean':
        return typeof value === 'boolean' ? value : this.#refuse(path, 'boolean', value);
      case 'integer':
        return this.#integer(value, path);
      case 'decimal':
        return this.#decimal(value, path);
      case 'bytes':
        return this.#bytes(value, path);
      case 'timestamp':
        return this.#timestamp(value, path);
      case 'enum':
        if (typeof value !== 'string') return this.#refuse(path, 'string', value);
        if (type.values.includes(value)) return value;
        throw conversionError(this.#side, path, `: not one of ${type.values.join(', ')}`);
      case 'array':
        if (!isArray(value)) return this.#refuse(path, 'array', value);
        return this.#elements(value, type.element, path);
      case 'set': {
        if (value instanceof SetValue)
          return new SetValue(this.#elements([...value.texts().values()], type.element, path));
        if (!isArray(value)) return this.#refuse(path, 'set', value);
        return new SetValue(this.#elements(value, type.element, path));
      }
      case 'map':
        return this.#map(value, type, path);
      case 'named':
        return this.#named(value, type.name, path);
    }
  }

  /** The value of a declared field: given, else its default, else null where it is not required. */
  field(given: Value | undefined, field: Field, path: string): Value {
    if (given === undefined) {
      if (field.default !== undefined) return this.field(decode(field.default), field, path);
      if (!field.required) return null;
      throw conversionError(this.#side, path, ' is required');
    }
    return given === null && !field.required ? null : this.convert(given, field.type, path);
  }

  #refuse(path: string, expected: string, value: Value): never {
    throw conversionError(this.#side, path, `: expected ${expected}, got ${typeName(value)}`);
  }

  #integer(value: Value, path: string): Value {
    if (typeof value === 'bigint') return value;
    if (typeof value !== 'string' || !DIGITS.test(value)) return this.#refuse(path, 'integer', value);
    const integer = value.length > 100 ? null : BigInt(value);
    if (integer === null || BigInt.asIntN(64, integer) !== integer) {
      throw conversionError(this.#side, path, ': outside the range of integer');
    }
    return integer;
  }

  #decimal(value: Value, path: string): Value {
    if (value instanceof BigDecimal) return value;
    if (typeof value === 'bigint') return toDecimal(value);
    const parsed = typeof value === 'string' ? parseDecimal(value) : 'syntax';
    if (parsed === 'syntax') return this.#refuse(path, 'decimal', value);
    if (typeof parsed === 'string') throw conversionError(this.#side, path, DECIMAL_FAULTS[parsed]);
    return parsed;
  }

  #bytes(value: Value, path: string): Value {
    if (value instanceof Uint8Array) return value;
    if (typeof value !== 'string') return this.#refuse(path, 'bytes', value);
    const bytes = Buffer.from(value, 'base64');
    if (bytes.toString('base64') !== value) throw conversionError(this.#side, path, ': not base64');
    return new Uint8Array(bytes);
  }

  #timestamp(value: Value, path: string): Value {
    if (value instanceof Timestamp) return value;
    if (typeof value !== 'string') return this.#refuse(path, 'timestamp', value);
    const timestamp = Timestamp.parse(value);
    if (timestamp === null) throw conversionError(this.#side, path, ': not a timestamp');
    return timestamp;
  }

  #elements(values: readonly Value[], type: Type, path: string): readonly Value[] {
    return values.map((value, i) => this.convert(value, type, `${path}[${i}]`));
  }

  #map(value: Value, type: Extract<Type, { kind: 'map' }>, path: string): Value {
    if (!(value instanceof MapValue)) return this.#refuse(path, 'map', value);
    const map = new MapValue();
    for (const [key, entry] of value.entries()) {
      const at = `${path}[${templateText(key)}]`;
      map.put(this.convert(key, type.key, at), this.convert(entry, type.value, at));
    }
    return map;
  }

  #named(value: Value, name: string, path: string): Value {
    const definition = this.#types[name];
    if (definition === undefined) throw new Error(`unknown type ${name}`);
    if (definition.kind === 'alias') return this.convert(value, definition.base, path);
    if (!(value instanceof MapValue)) return this.#refuse(path, 'map', value);
    const record = new MapValue();
    for (const field of definition.fields) {
      record.put(field.name, this.field(value.get(field.name), field, `${path}.${field.name}`));
    }
    for (const [key, entry] of value.entries()) if (record.get(key) === undefined) record.put(key, entry);
    return record;
  }
}
