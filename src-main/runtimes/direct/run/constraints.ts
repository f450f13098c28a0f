import type { Program } from '../../../../shared/node/program.ts';
import type { Constraint, Field, Type } from '../../../../shared/node/types.ts';
import type { Local } from '../expression/context.ts';
import { sortedElements } from '../values/codec.ts';
import { templateText } from '../values/template-text.ts';
import { isArray, MapValue, SetValue, type Value } from '../values/value.ts';
import type { ConstraintCheck } from './contracts.ts';

const PARTED: ReadonlySet<Type['kind']> = new Set(['named', 'array', 'set', 'map']);

/** The constraints of these fields in the order in which they are evaluated; nulls have none. */
export function* constraintsOf(
  program: Program,
  fields: readonly Field[],
  read: (name: string) => Value | undefined,
): Iterable<ConstraintCheck> {
  for (const field of fields) yield* ofField(program, field, field.name, read(field.name));
}

function* ofField(
  program: Program,
  field: Field,
  subject: string,
  value: Value | undefined,
): Iterable<ConstraintCheck> {
  if (value === undefined || value === null) return;
  yield* ofValue(program, field.constraints, field.type, subject, value);
}

function* ofValue(
  program: Program,
  own: readonly Constraint[],
  type: Type,
  subject: string,
  value: Value,
): Iterable<ConstraintCheck> {
  let index = 0;
  const locals = names(subject, value);
  for (const condition of own) yield { index: index++, subject, condition, locals };
  let inner = type;
  while (inner.kind === 'named') {
    const definition = program.types[inner.name];
    if (definition === undefined) return;
    const typed: Local = { name: inner.name, value, outer: locals };
    for (const condition of definition.constraints)
      yield { index: index++, subject, condition, locals: typed };
    if (definition.kind === 'record') {
      if (!(value instanceof MapValue)) return;
      for (const field of definition.fields) {
        yield* ofField(program, field, `${subject}.${field.name}`, value.get(field.name));
      }
      return;
    }
    inner = definition.base;
  }
  yield* ofParts(program, inner, subject, value);
}

function* ofParts(program: Program, type: Type, subject: string, value: Value): Iterable<ConstraintCheck> {
  if (type.kind === 'map' && value instanceof MapValue) {
    for (const [key, entry] of value.entries()) {
      if (entry !== null) yield* ofValue(program, [], type.value, `${subject}[${templateText(key)}]`, entry);
    }
  }
  if (type.kind !== 'array' && type.kind !== 'set') return;
  // Spares walking a large list of plain values.
  if (!PARTED.has(type.element.kind)) return;
  const elements = isArray(value) ? value : value instanceof SetValue ? sortedElements(value) : [];
  for (const [i, element] of elements.entries()) {
    if (element !== null) yield* ofValue(program, [], type.element, `${subject}[${i}]`, element);
  }
}

/** `value` and the last name of the subject. */
function names(subject: string, value: Value): Local {
  const name = /(?:^|\.)([^.[\]]*)(?:\[[^\]]*\])*$/.exec(subject)?.[1] ?? subject;
  return { name, value, outer: { name: 'value', value, outer: null } };
}
