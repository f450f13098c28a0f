import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StepError } from '../step-error.ts';
import type { MapValue, Value } from '../values/value.ts';
import { fromNatural, TOOLKIT, toNatural } from './handler-values.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A handler's function as its module exports it. */
export type HandlerFunction = (parameters: unknown, toolkit: typeof TOOLKIT) => unknown;

export interface LoadedHandler {
  readonly fn: HandlerFunction;
  /** Relative to the workspace. */
  readonly file: string;
  readonly url: string;
}

export type HandlerArguments = readonly [parameters: unknown, toolkit: typeof TOOLKIT];

/** Calls the function with these arguments; a debugger calls it line by line. */
export type Invoke = (handler: LoadedHandler, args: HandlerArguments) => unknown;

/** The handlers of one workspace folder, loaded again when their files change. */
export class Handlers {
  readonly #folder: string | null;

  constructor(folder: string | null) {
    this.#folder = folder;
  }

  /** The file's name where there is none. */
  missing(name: string): string | null {
    return this.#modified(name) === null ? `handlers/${name}.mjs` : null;
  }

  async call(name: string, parameters: MapValue, invoke: Invoke): Promise<Value> {
    let returned: unknown;
    try {
      const handler = await this.#load(name);
      const given = Object.fromEntries(
        [...parameters.entries()].map(([key, value]) => [String(key), toNatural(value)]),
      );
      returned = await invoke(handler, [given, TOOLKIT]);
    } catch (error) {
      throw new StepError('handler_error', `${name}: ${messageOf(error)}`);
    }
    return fromNatural(name, returned === undefined ? null : returned);
  }

  #path(name: string): string | null {
    return this.#folder === null || !NAME.test(name) ? null : join(this.#folder, 'handlers', `${name}.mjs`);
  }

  #modified(name: string): number | null {
    const path = this.#path(name);
    const stats = path === null ? undefined : statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? stats.mtimeMs : null;
  }

  /** Modules are never unloaded, so a changed file is another module. */
  async #load(name: string): Promise<LoadedHandler> {
    const url = pathToFileURL(this.#path(name) ?? '');
    url.searchParams.set('changed', String(this.#modified(name)));
    const module: { readonly default?: unknown } = await import(url.href);
    if (typeof module.default !== 'function') throw new Error('its module has no default export to call');
    return { fn: module.default as HandlerFunction, file: `handlers/${name}.mjs`, url: url.href };
  }
}

/** The exception's own text; its type where it cannot say it. */
function messageOf(error: unknown): string {
  try {
    const message = error instanceof Error ? error.message : error;
    return String(message).toWellFormed();
  } catch {
    return typeof error;
  }
}
