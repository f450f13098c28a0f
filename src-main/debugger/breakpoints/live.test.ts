import { expect, test } from 'vitest';
import { assign, clock, plainProgram, runOf, scripted } from '../../../test/support/debug-fixtures.ts';
import { LiveSession } from '../session.ts';
import { type Armed, arm, readBreakpoint } from './read.ts';

function armed(...lines: readonly string[]): readonly Armed[] {
  return lines.map((line, i) => {
    const read = readBreakpoint(line);
    const made = read.ok ? arm({ ...read.value, id: i + 1 }) : read;
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
  expect(live?.log).toEqual({ lines: ['reference: a is 1, b ?', 'direct: a is 1, b ?'], before: 0 });
  session.command('reverse');
  expect(session.view().at).toBe(1);
  session.command('reverse');
  expect(session.view().at).toBe(0);
  session.command('continue');
  expect(session.view().at).toBe(1);
});
