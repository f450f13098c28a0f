import type { Return } from '../../../../shared/node/program.ts';
import type { Context } from '../expression/context.ts';
import { compute } from '../expression/evaluate.ts';
import { StepError } from '../step-error.ts';
import { encode } from '../values/codec.ts';
import { MapValue, typeName, type Value } from '../values/value.ts';
import { Converter, conversionError } from './convert.ts';
import { refuseIfViolated } from './execution.ts';
import type { Returned } from './flow.ts';
import type { Frame } from './frame.ts';

export function evaluateReturn(frame: Frame, context: Context, written: Return): Returned {
  if (written.kind === 'error') return { success: false, error: declaredError(frame, context, written) };
  refuseIfViolated(frame);
  const given = new Map<string, Value>();
  for (const { key, value } of written.outputs) given.set(key, compute(value, context));
  return { success: true, outputs: collectOutputs(frame, context, given) };
}

/** Every declared output: what was given, else the variable of that name, else null. */
export function collectOutputs(frame: Frame, context: Context, given: ReadonlyMap<string, Value>): MapValue {
  const converter = new Converter(frame.program.types, 'output');
  const outputs = new MapValue();
  for (const field of frame.program.outputs) {
    const { name } = field;
    const value = given.has(name) ? given.get(name) : context.resolve(name);
    if (value === undefined || value === null) {
      if (field.required && !(value === null && field.type.kind === 'any')) {
        throw new StepError('missing_output', `output ${name} is missing`, [['output', name]]);
      }
      outputs.put(name, null);
    } else outputs.put(name, converter.convert(value, field.type, name));
  }
  for (const [name, value] of given) if (outputs.get(name) === undefined) outputs.put(name, value);
  // What cannot be told is refused here, where the run can still end with an error.
  for (const [, value] of outputs.entries()) encode(value);
  return outputs;
}

/** A `return_error`: its code must be declared, and its fields be of their types. */
export function declaredError(
  frame: Frame,
  context: Context,
  written: Extract<Return, { kind: 'error' }>,
): StepError {
  const { codes, fields } = frame.program.errors;
  const code = text('error_code', compute(written.code, context));
  const message = written.message === null ? '' : text('message', compute(written.message, context));
  const given = written.fields.map(({ key, value }) => [key, compute(value, context)] as const);
  if (codes !== null && !codes.includes(code)) {
    throw new StepError('invalid_output', `error code ${code} is not declared`);
  }
  const converter = new Converter(frame.program.types, 'output');
  const converted = given
    .filter(([, value]) => value !== null)
    .map(([key, value]) => {
      const field = fields.find((each) => each.name === key);
      return [key, field === undefined ? value : converter.convert(value, field.type, key)] as const;
    });
  for (const [, value] of converted) encode(value);
  return new StepError(code, message, converted);
}

/** Messages and codes must be strings. */
export function text(name: string, value: Value): string {
  if (typeof value !== 'string') {
    throw conversionError('output', name, `: expected string, got ${typeName(value)}`);
  }
  return value;
}
