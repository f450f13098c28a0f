import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXACT_POLICY } from '../shared/trace/comparison.ts';
import type { CanonicalObject } from '../shared/values/canonical.ts';
import type { ComparisonDeps, ComparisonOptions } from '../src-main/debugger/options.ts';
import type { LiveSession } from '../src-main/debugger/session.ts';
import { createDirectRuntime } from '../src-main/runtimes/direct/direct-runtime.ts';
import { createReferenceRuntime } from '../src-main/runtimes/reference/runtime.ts';
import { newId } from '../src-main/store/id.ts';
import { openTraceStore } from '../src-main/store/store.ts';
import { fakeBroker } from '../test/support/fake-broker.ts';
import { programOf } from '../test/support/run-path.ts';

/** Both runtimes and a store of their own, for as long as `use` takes. */
export async function withTwoPaths<T>(use: (deps: ComparisonDeps) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
  const runtimes = {
    reference: createReferenceRuntime({ interpreter: 'auto' }),
    direct: createDirectRuntime(),
  };
  const opened = await openTraceStore({
    file: join(folder, 'store.db'),
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  try {
    return await use({
      runtimes,
      store: opened.store,
      broker: fakeBroker(() => ({ ok: true, value: null, attempts: [], source: 'performed' })),
      fingerprintKey: new Uint8Array(32),
      now: Date.now,
      newId,
    });
  } finally {
    await Promise.all([runtimes.reference.dispose(), runtimes.direct.dispose(), opened.store.close()]);
    rmSync(folder, { recursive: true });
  }
}

/** A comparison of a node that stands alone. */
export function optionsFor(text: string, inputs: CanonicalObject): ComparisonOptions {
  const program = programOf(text);
  return {
    program,
    callees: new Map(),
    sources: [{ node: program.id, hash: program.hash, file: 'bench.vsp', text }],
    handlers: null,
    inputs,
    effects: 'share',
    paths: ['reference', 'direct'],
    policy: EXACT_POLICY,
    clockScale: 1,
  };
}

/** Resolves when the session waits for a command or has ended. */
export function stopped(session: LiveSession): Promise<void> {
  if (session.state !== 'running') return Promise.resolve();
  return new Promise((resolve) => {
    const stop = session.subscribe(() => {
      if (session.state === 'running') return;
      stop();
      resolve();
    });
  });
}
