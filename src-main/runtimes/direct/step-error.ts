import type { Value } from './values/value.ts';

export type ErrorFields = readonly (readonly [name: string, value: Value])[];

/** An error of the language: it belongs to the step that raised it and is offered to its handlers. */
export class StepError extends Error {
  readonly code: string;
  readonly fields: ErrorFields;

  constructor(code: string, message: string, fields: ErrorFields = []) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}

/** An error that is the node's result already: no handler is asked any more. */
export class NodeEnded extends Error {
  readonly error: StepError;

  constructor(error: StepError) {
    super(error.message);
    this.error = error;
  }
}

export function typeMismatch(operator: string, ...types: string[]): StepError {
  return new StepError('type_mismatch', `${operator}: cannot use ${types.join(' and ')}`);
}

export function invalidArgument(fn: string, reason: string): StepError {
  return new StepError('invalid_argument', `${fn}: ${reason}`);
}
