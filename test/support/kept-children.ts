import { registerHooks } from 'node:module';
import { type DatabaseProcess, DatabaseProcesses } from '../../src-main/effects/database/process.ts';
import { createDirectRuntime as openDirect } from '../../src-main/runtimes/direct/direct-runtime.ts';
import { pythonEnvironment } from '../../src-main/runtimes/reference/interpreter.ts';
import {
  createReferenceRuntime as openReference,
  type ReferenceRuntimeOptions,
} from '../../src-main/runtimes/reference/runtime.ts';
import type { Execution, Runtime } from '../../src-main/runtimes/runtime.ts';

/** The modules that open runtimes; this one stands for both. */
const RUNTIMES = new Set(
  ['direct/direct-runtime.ts', 'reference/runtime.ts'].map(
    (path) => new URL(`../../src-main/runtimes/${path}`, import.meta.url).href,
  ),
);

/**
 * For a process that opens one engine after the other: from now on, children that an engine leaves idle are the next one's.
 * Every command would start three of its own, which costs more than most commands do.
 */
export function keepChildren(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const kept = RUNTIMES.has(found.url) && context.parentURL !== import.meta.url;
      return kept ? { ...found, url: import.meta.url } : found;
    },
  });
  const shared = new DatabaseProcesses();
  const { take, giveBack } = DatabaseProcesses.prototype;
  Object.assign(DatabaseProcesses.prototype, {
    take: () => take.call(shared),
    giveBack: (process: DatabaseProcess) => giveBack.call(shared, process),
    close: () => undefined,
  });
}

export function createDirectRuntime(): Runtime {
  return lent('direct', openDirect);
}

export function createReferenceRuntime(options: ReferenceRuntimeOptions): Runtime {
  // The same word is another interpreter where the path is another.
  const key = JSON.stringify([options.interpreter, pythonEnvironment()]);
  return lent(key, () => openReference(options));
}

const runtimes = new Map<string, Runtime>();

/** A runtime whose closing ends what was started here, and leaves its idle child to the next. */
function lent(key: string, open: () => Runtime): Runtime {
  const runtime = runtimes.get(key) ?? open();
  runtimes.set(key, runtime);
  const running = new Set<Execution>();
  return {
    path: runtime.path,
    describe: () => runtime.describe(),
    start(request, observer) {
      const execution = runtime.start(request, {
        events: (events, wait, line) => observer.events(events, wait, line),
        ended: (ending) => {
          running.delete(execution);
          observer.ended(ending);
        },
      });
      running.add(execution);
      return execution;
    },
    dispose: () => {
      for (const execution of running) execution.cancel();
      return Promise.resolve();
    },
  };
}
