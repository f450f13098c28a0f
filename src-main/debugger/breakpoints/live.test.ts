import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  assign,
  clock,
  NOTHING_ACCEPTED,
  plainProgram,
  runOf,
  scripted,
} from '../../../test/support/debug-fixtures.ts';
import { Comparisons } from '../comparisons.ts';
import { LiveSession } from '../session.ts';
import { BreakpointSet } from './file.ts';
import { type Armed, arm, type NewBreakpoint, readBreakpoint } from './read.ts';

function entered(line: string): NewBreakpoint {
  const read = readBreakpoint(line);
  if (!read.ok) throw new Error(read.refusal.message);
  return read.value;
}

function armed(...lines: readonly string[]): readonly Armed[] {
  return lines.map((line, i) => {
    const made = arm({ ...entered(line), id: i + 1 });
    if (!made.ok) throw new Error(made.refusal.message);
    return made.value;
  });
}

function still(session: LiveSession): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (session.state !== 'stopped' && session.state !== 'ended') return;
      stop();
      resolve();
    };
    const stop = session.subscribe(check);
    queueMicrotask(check);
  });
}

test('a session stops at each hit, before an effect is performed, and logs without stopping', async () => {
  const script = {
    events: runOf('plain_v1', [...assign('a', 'a', 1), ...clock('b'), ...assign('c', 'c', 3)]),
  };
  const given = scripted(plainProgram(), script, script);
  const set = armed('a == 1', 'effect:clock', 'step:c log a is {a}, b {b}', 'c == 3');
  const session = await LiveSession.start(given.deps, given.options, false, set);
  await still(session);
  expect(session.view()).toMatchObject({
    at: 0,
    live: { reason: 'breakpoint', detail: 'Breakpoint 1 (a == 1): a == 1 became true' },
  });
  session.command('continue');
  await still(session);
  expect(session.view()).toMatchObject({ at: 1, live: { reason: 'breakpoint' } });
  expect(session.view().live?.log).toBeUndefined();
  expect(session.view().paths.reference?.state).toBe('waiting');
  session.command('continue');
  await still(session);
  const { live } = session.view();
  expect(live).toMatchObject({ state: 'ended', reason: 'breakpoint' });
  expect(live?.log).toEqual({
    lines: [
      { path: 'reference', row: 2, message: 'a is 1, b ?' },
      { path: 'direct', row: 2, message: 'a is 1, b ?' },
    ],
    before: 0,
  });
  session.command('reverse');
  expect(session.view().at).toBe(1);
  session.command('reverse');
  expect(session.view().at).toBe(0);
  session.command('continue');
  expect(session.view().at).toBe(1);
});

test('the workspace’s set holds for its sessions: changed while one runs, and the same once it is recorded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-breakpoints-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = {
    events: runOf(
      'plain_v1',
      ['a', 'b', 'c', 'd'].flatMap((name, i) => assign(name, name, i)),
    ),
  };
  const given = scripted(plainProgram(), script, script);
  const set = BreakpointSet.open(folder);
  const onB = set.add(entered('step:b'));
  const comparisons = new Comparisons(given.store, set, NOTHING_ACCEPTED);
  const id = await comparisons.start(given.deps, given.options, false);
  const stop = async (): Promise<string | undefined> => {
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const done = comparisons.subscribe(id, resolve);
      const { live } = (await comparisons.view(id)) ?? {};
      const stands = live?.state === 'stopped' || live?.state === 'ended';
      if (!stands) await promise;
      done();
      if (stands) return live.detail;
    }
  };
  expect(await stop()).toBe('Breakpoint 2 (step:b): b entered');
  set.edit(onB, entered('step:d'));
  set.add(entered('step:c log c comes'));
  await comparisons.command(id, 'continue');
  expect(await stop()).toBe('Breakpoint 2 (step:d): d entered');
  const live = await comparisons.hits(id);
  expect(live?.stops.map(({ row }) => row)).toEqual([3]);
  expect(live?.log?.lines).toHaveLength(2);
  await comparisons.close();

  const recorded = await new Comparisons(given.store, set, NOTHING_ACCEPTED).hits(id);
  expect(recorded?.log).toEqual(live?.log);
});
