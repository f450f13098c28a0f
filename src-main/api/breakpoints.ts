import type { BreakpointFields, BreakpointResult, BreakpointsView } from '../../shared/api/breakpoints.ts';
import { ApiError } from '../../shared/api/error.ts';
import { errorText } from '../../shared/error-text.ts';
import { breakpointView, readFields } from '../debugger/breakpoints/fields.ts';
import type { BreakpointSet } from '../debugger/breakpoints/file.ts';

/** The workspace's breakpoints in the API. */
export class BreakpointApi {
  readonly #set: BreakpointSet;

  constructor(set: BreakpointSet) {
    this.#set = set;
  }

  list(): BreakpointsView {
    return {
      breakpoints: this.#set.armed.map(({ breakpoint }) => breakpointView(breakpoint)),
      notice: this.#set.setAside,
    };
  }

  add(fields: BreakpointFields): BreakpointResult {
    const read = readFields(fields);
    if (!read.ok) return { kind: 'refused', ...read.refusal };
    return { kind: 'kept', id: written(() => this.#set.add(read.value)) };
  }

  edit(id: number, fields: BreakpointFields): BreakpointResult {
    const read = readFields(fields);
    if (!read.ok) return { kind: 'refused', ...read.refusal };
    if (!written(() => this.#set.edit(id, read.value)))
      throw new ApiError('not_found', `There is no breakpoint ${id} any more.`);
    return { kind: 'kept', id };
  }

  /** Those that are gone already are no failure. */
  remove(ids: readonly number[]): void {
    written(() => this.#set.remove(...ids));
  }

  enable(ids: readonly number[], enabled: boolean): void {
    written(() => this.#set.enable(ids, enabled));
  }
}

function written<T>(change: () => T): T {
  try {
    return change();
  } catch (error) {
    const why = errorText(error);
    throw new ApiError('unavailable', `The breakpoints could not be written, and are as they were: ${why}`);
  }
}
