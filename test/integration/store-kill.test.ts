import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTraceStore } from '../../src-main/store/store.ts';
import type { TraceStore } from '../../src-main/store/types.ts';
import { runs } from '../support/full.ts';
import { eventAt, type Report } from '../support/store-recorder.ts';

const KILLS = runs(4, 200);
const WORST_LOSS_MS = 1000;
/** A flush every 20 ms, and the time that it takes. A few kills do not tell what is usual on a busy machine, many do. */
const USUAL_LOSS_MS = KILLS < 100 ? WORST_LOSS_MS : 60;
const RECORDER = join(import.meta.dirname, '../support/store-recorder.ts');

let folder: string;
let file: string;
const children = new Set<ChildProcess>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-kill-'));
  file = join(folder, 'store.db');
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Killed {
  readonly reports: readonly Report[];
  readonly at: number;
}

/** Lets a process record for a random moment and kills it. */
async function recordAndKill(run: string): Promise<Killed> {
  const child = fork(RECORDER, ['record', file, run], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.add(child);
  const reports: Report[] = [];
  const begun = new Promise<void>((resolve, reject) => {
    child.on('message', (report) => {
      reports.push(report as Report);
      resolve();
    });
    child.on('exit', (code) => reject(new Error(`the recorder ended by itself with ${code}`)));
  });
  const gone = once(child, 'close');
  await begun;
  await sleep(Math.random() * 400);
  const at = Date.now();
  child.kill('SIGKILL');
  await gone;
  children.delete(child);
  return { reports, at };
}

async function open(): Promise<TraceStore> {
  const opened = await openTraceStore({
    file,
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  expect(opened.setAside).toBeNull();
  return opened.store;
}

function integrity(): unknown {
  const db = new Database(file, { readonly: true });
  try {
    return db.pragma('integrity_check', { simple: true });
  } finally {
    db.close();
  }
}

/** The traces that the killed process told of, the counts it said it had appended, and when. */
function told(
  reports: readonly Report[],
): Map<string, { closed: boolean; appended: { count: number; at: number }[] }> {
  const traces = new Map<string, { closed: boolean; appended: { count: number; at: number }[] }>();
  for (const report of reports) {
    const trace = traces.get(report.trace) ?? { closed: false, appended: [] };
    traces.set(report.trace, trace);
    if (report.type === 'closed') trace.closed = true;
    else trace.appended.push({ count: report.count, at: report.at });
  }
  return traces;
}

describe('a process that is killed while it records', () => {
  const losses: number[] = [];
  const complete = new Set<string>();

  test(`${KILLS} times: loses the last moments at most, and never corrupts`, {
    timeout: 30_000 + KILLS * 5000,
  }, async () => {
    for (let n = 0; n < KILLS; n++) {
      const killed = await recordAndKill(`run${n}`);
      // Before anybody opens it for writing: as the killed process left it.
      expect(integrity()).toBe('ok');
      const store = await open();
      for (const [id, { closed, appended }] of told(killed.reports)) {
        const trace = store.trace(id);
        // One that began in the very last moments may not be there at all.
        const events = trace === undefined ? [] : store.events(id, 0, 10_000);
        // What is there is a beginning of what was recorded, and the summary says how much.
        expect(events).toEqual(Array.from({ length: events.length }, (_, i) => eventAt(i)));
        expect(trace?.events ?? 0).toBe(events.length);
        // Without an answer it may still have been finished; with one it must be.
        expect(closed ? ['completed'] : ['completed', 'interrupted', undefined]).toContain(trace?.end?.kind);
        if (closed) complete.add(id);
        const lost = appended.find(({ count }) => count > events.length);
        losses.push(lost === undefined ? 0 : Math.max(0, killed.at - lost.at));
      }
      await store.close();
      expect(integrity()).toBe('ok');
    }
    losses.sort((a, b) => a - b);
    const p90 = losses[Math.floor(losses.length * 0.9)] ?? 0;
    console.log(`lost at most: p90 ${p90} ms, worst ${losses.at(-1)} ms, of ${losses.length} traces`);
    expect(p90).toBeLessThanOrEqual(USUAL_LOSS_MS);
    expect(losses.at(-1)).toBeLessThanOrEqual(WORST_LOSS_MS);
  });

  test('what was finished before each of them is whole after all of them', async () => {
    const store = await open();
    for (const id of complete)
      expect(store.events(id, 0, 10_000)).toEqual(Array.from({ length: 3000 }, (_, i) => eventAt(i)));
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([]);
    await store.close();
  });
});
