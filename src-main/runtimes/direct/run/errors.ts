import type { RunError } from '../../../../shared/trace/event.ts';
import { StepError } from '../step-error.ts';
import { encodeMap } from '../values/codec.ts';
import { MapValue, type Value } from '../values/value.ts';

/** An error as events carry it. */
export function canonicalError(error: StepError): RunError {
  return { code: error.code, message: error.message, fields: encodeMap(MapValue.ofRecord(error.fields)) };
}

/** An error as the flow sees it: what `error` is bound to. */
export function errorValue(error: StepError): Value {
  return MapValue.ofRecord([
    ['code', error.code],
    ['message', error.message],
    ['fields', MapValue.ofRecord(error.fields)],
  ]);
}

/** The error behind such a value. */
export function errorOf(value: Value): StepError {
  const record = value instanceof MapValue ? value : new MapValue();
  const fields = record.get('fields');
  const entries = fields instanceof MapValue ? [...fields.entries()] : [];
  return new StepError(
    String(record.get('code')),
    String(record.get('message')),
    entries.map(([key, field]) => [String(key), field]),
  );
}
