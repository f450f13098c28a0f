import { describe, expect, test } from 'vitest';
import type { ComparisonView } from '../../shared/api/view.ts';
import {
  assign,
  clock,
  plainProgram,
  runOf,
  type Scripted,
  scripted,
  type Told,
} from '../../test/support/debug-fixtures.ts';
import type { Script } from '../../test/support/scripted-runtime.ts';
import { runComparison } from './run.ts';
import { LiveSession, type SessionCommandKind } from './session.ts';

const program = plainProgram();
const script = (flow: readonly Told[]): Script => ({ events: runOf('plain_v1', flow) });

/** Resolves when the session stands or has ended. */
function still(session: LiveSession): Promise<ComparisonView> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (session.state !== 'stopped' && session.state !== 'ended') return;
      stop();
      resolve(session.view());
    };
    const stop = session.subscribe(check);
    queueMicrotask(check);
  });
}

async function command(
  session: LiveSession,
  kind: SessionCommandKind,
  path?: 'reference' | 'direct',
): Promise<ComparisonView> {
  session.command(kind, path);
  return still(session);
}

async function begin(given: Scripted, stopOnEntry = true): Promise<LiveSession> {
  const session = await LiveSession.start(given.deps, given.options, stopOnEntry);
  await still(session);
  return session;
}

const plain = [
  ...assign('a', 'a', 11),
  ...assign('b', 'b', 20),
  ...assign('c', 'c', 21),
  ...assign('d', 'd', 13),
];

describe('stepping both paths', () => {
  test('stops on entry, goes over steps together, and ends', async () => {
    const session = await begin(scripted(program, script(plain), script(plain)));
    expect(session.view()).toMatchObject({ at: 0, rows: 1, live: { state: 'stopped', reason: 'entry' } });
    expect(await command(session, 'over')).toMatchObject({ at: 1, rows: 2, live: { reason: 'step' } });
    expect(session.model.rows(0, 2)).toMatchObject([
      { step: 'a', status: 'equal', reference: { state: 'completed', label: 'a', value: 11 } },
      { step: 'b', status: 'equal', reference: { state: 'running' }, direct: { state: 'running' } },
    ]);
    const end = await command(session, 'continue');
    expect(end).toMatchObject({ rows: 5, at: 4, divergences: [], live: { state: 'ended', reason: 'end' } });
    expect(end.paths.direct).toMatchObject({ state: 'completed', success: true, events: 15 });
    expect(await session.finished).toMatchObject({ diverged: false });
  });

  test('stops at the first divergence before the next step commits, then lists what follows', async () => {
    const other = [
      ...assign('a', 'a', 11),
      ...assign('b', 'b', 19),
      ...assign('c', 'c', 20),
      ...assign('d', 'd', 14),
    ];
    const given = scripted(program, script(plain), script(other));
    const session = await begin(given, false);
    const stopped = session.view();
    expect(stopped.live).toMatchObject({ state: 'stopped', reason: 'divergence' });
    expect(stopped).toMatchObject({ at: 1, rows: 3 });
    expect(stopped.divergences).toMatchObject([
      { step: 'b', path: 'b', reference: 20, direct: 19, relation: 'first', row: 1 },
    ]);
    expect(session.model.rows(2, 1)).toMatchObject([
      { step: 'c', reference: { state: 'running', value: undefined } },
    ]);
    await command(session, 'continue');
    const result = await session.finished;
    expect(result.divergences.map((d) => [d.step, d.relation])).toEqual([
      ['b', 'first'],
      ['c', 'consequence'],
      ['d', 'independent'],
    ]);
    expect(given.store.comparison(result.id)).toMatchObject({ diverged: true, laterDivergences: 2 });
    expect(given.store.events(result.paths.direct?.trace ?? '', 0, 100)).toHaveLength(15);
  });

  test('a step that one path skips stops both there; stepping on brings them together again', async () => {
    const fewer = [...assign('a', 'a', 11), ...assign('c', 'c', 21), ...assign('d', 'd', 13)];
    const session = await begin(scripted(program, script(plain), script(fewer)), false);
    expect(session.view().divergences).toMatchObject([{ kind: 'missing', step: 'b' }]);
    const next = await command(session, 'over');
    expect(next.paths).toMatchObject({ reference: { step: 'c' }, direct: { step: 'c' } });
    expect(next.divergences).toMatchObject([
      { message: 'b ran on the reference path and not on the direct path.' },
    ]);
    expect(session.model.rows(0, 9).map((row) => [row.step, row.status])).toEqual([
      ['a', 'equal'],
      ['b', 'reference_only'],
      ['c', 'equal'],
    ]);
  });
});

describe('compound steps', () => {
  const loop: Told[] = [
    ['l', '0', { kind: 'step_entered', operation: 'for_each' }],
    ['l', '0', { kind: 'loop_started', items: [1, 2] }],
    ...[0, 1].flatMap((index): Told[] => [
      ['l', '0', { kind: 'iteration', index, name: 'item', value: index + 1 }],
      ...assign('l/do/x', 'x', index, `0.${index}.0`),
    ]),
    ['l', '0', { kind: 'assigned', name: 'xs', value: [0, 1] }],
    ['l', '0', { kind: 'step_left', outcome: 'completed' }],
  ];
  const flow = [...loop, ...assign('z', 'z', 1)];

  test('over passes a whole loop, into enters it, out leaves it', async () => {
    const over = await begin(scripted(program, script(flow), script(flow)));
    expect((await command(over, 'over')).paths.direct?.step).toBe('z');
    const session = await begin(scripted(program, script(flow), script(flow)));
    for (let i = 0; i < 3; i++) await command(session, 'into');
    expect(session.view().paths).toMatchObject({
      reference: { step: 'l/do/x', occ: '0.0.0' },
      direct: { step: 'l/do/x' },
    });
    expect((await command(session, 'over')).paths.direct).toMatchObject({ step: 'l/do/x', occ: '0.1.0' });
    expect((await command(session, 'out')).paths.direct?.step).toBe('z');
    expect(
      session.model.rows(0, 9).map((row) => [row.kind, row.name, row.depth, row.parent, row.descendants]),
    ).toEqual([
      ['step', 'l', 0, -1, 4],
      ['round', '0', 1, 0, 1],
      ['step', 'x', 2, 1, 0],
      ['round', '1', 1, 0, 1],
      ['step', 'x', 2, 3, 0],
      ['step', 'z', 0, -1, 0],
    ]);
  });
});

describe('going back', () => {
  test('moves the cursor over rows with their state, and forward again to the live point', async () => {
    const session = await begin(scripted(program, script(plain), script(plain)));
    await command(session, 'over');
    await command(session, 'over');
    expect(await command(session, 'back')).toMatchObject({ at: 1 });
    expect(session.model.detail(1)?.variables).toMatchObject([
      { name: 'amount', reference: 10, direct: 10, status: 'equal', changed: false },
      { name: 'a', reference: 11, changed: false },
      { name: 'b', reference: 20, changed: true },
    ]);
    expect(await command(session, 'back')).toMatchObject({ at: 0, live: { canStepBack: false } });
    expect(session.model.detail(0)?.variables.map((row) => row.name)).toEqual(['amount', 'a']);
    expect(await command(session, 'over')).toMatchObject({ at: 1 });
    expect(await command(session, 'continue')).toMatchObject({ at: 2, live: { state: 'stopped' } });
    expect(await command(session, 'over')).toMatchObject({ at: 3 });
  });
});

describe('effects', () => {
  test('are performed once, when everything before agrees', async () => {
    const flow = [...assign('a', 'a', 11), ...clock('k')];
    const given = scripted(program, script(flow), script(flow));
    const session = await begin(given, false);
    expect(session.view().live?.state).toBe('ended');
    expect(given.broker.performed).toEqual(['reference k@0#0']);
  });

  test('are held back where the paths have parted', async () => {
    const flow = [...assign('a', 'a', 11), ...clock('k')];
    const other: Told[] = [
      ...assign('a', 'a', 11),
      ...clock('k').toSpliced(1, 1, [
        'k',
        '0',
        { kind: 'effect_requested', effect: 0, request: { type: 'id', operation: 'uuid' } },
      ]),
    ];
    const given = scripted(program, script(flow), script(other));
    const session = await begin(given, false);
    expect(session.view().divergences).toMatchObject([{ kind: 'effect', step: 'k', path: 'request.type' }]);
    expect(given.broker.performed).toEqual([]);
    await command(session, 'continue');
    expect(given.broker.performed).toEqual(['reference k@0#0']);
  });

  test('final states that differ are a divergence', async () => {
    const given = scripted(program, script(plain), script(plain), { effects: 'each' });
    const broker = {
      ...given.deps.broker,
      open: async (options: Parameters<typeof given.deps.broker.open>[0]) => ({
        ...(await given.deps.broker.open(options)),
        finalDifferences: () => Promise.resolve([{ what: 'orders row 1', reference: 1, direct: 2 }]),
      }),
    };
    const result = await runComparison({ ...given.deps, broker }, given.options);
    expect(result.divergences).toMatchObject([
      { kind: 'effect', path: 'orders row 1', rule: 'final_state', relation: 'first' },
    ]);
  });
});

describe('pausing and stopping', () => {
  test('a path that hangs is said to compute; the other one goes on alone; stop ends both', async () => {
    const given = scripted(program, script(plain), { ...script(plain), hangsAfter: 6 });
    const session = await LiveSession.start(given.deps, given.options, true);
    await still(session);
    await command(session, 'over');
    session.command('continue');
    const paused = await command(session, 'pause');
    expect(paused.live).toMatchObject({
      state: 'stopped',
      reason: 'pause',
      detail: 'the direct path is still computing',
    });
    const alone = await command(session, 'over', 'reference');
    expect(alone.paths).toMatchObject({ reference: { step: 'd' }, direct: { state: 'running' } });
    session.command('stop');
    const result = await session.finished;
    expect(result.paths.direct?.end).toMatchObject({ kind: 'cut_off', error: { code: 'cancelled' } });
    expect(result.divergences).toEqual([]);
  });

  test('one path alone steps without the other', async () => {
    const given = scripted(program, script(plain), script(plain), { paths: ['direct'] });
    const session = await begin(given);
    expect((await command(session, 'over')).paths).toMatchObject({ reference: null, direct: { step: 'b' } });
    expect(session.model.rows(0, 1)).toMatchObject([
      { status: 'equal', reference: null, direct: { label: 'a' } },
    ]);
  });
});

describe('free runs', () => {
  test('give the same divergences as stepping, and both results', async () => {
    const other = [
      ...assign('a', 'a', 11),
      ...assign('b', 'b', 19),
      ...assign('c', 'c', 20),
      ...assign('d', 'd', 13),
    ];
    const given = scripted(program, script(plain), script(other));
    const result = await runComparison(given.deps, given.options);
    expect(result).toMatchObject({
      diverged: true,
      paths: { reference: { events: 15, end: { kind: 'completed' } } },
    });
    expect(result.divergences.map((d) => [d.step, d.row, d.relation])).toEqual([
      ['b', 1, 'first'],
      ['c', 2, 'consequence'],
    ]);
  });

  test('an abort ends the paths as cancelled', async () => {
    const given = scripted(program, { ...script(plain), hangsAfter: 5 }, { ...script(plain), hangsAfter: 5 });
    const result = await runComparison(given.deps, given.options, AbortSignal.timeout(20));
    expect(result.paths.reference?.end).toMatchObject({ kind: 'cut_off', error: { code: 'cancelled' } });
    expect(result.diverged).toBe(false);
  });
});

describe('what is accepted meanwhile', () => {
  const other = [
    ...assign('a', 'a', 11),
    ...assign('b', 'b', 19),
    ...assign('c', 'c', 20),
    ...assign('d', 'd', 13),
  ];
  const rule = { id: 'known', step: 'b', path: 'b', kind: 'value', tolerance: '1' } as const;

  test('and taken back is the divergence that they stopped at: going on goes on', async () => {
    const session = await begin(scripted(program, script(plain), script(other)), false);
    session.accept([rule]);
    session.accept([]);
    expect(session.view().live).toMatchObject({ state: 'stopped', reason: 'divergence' });
    await command(session, 'continue');
    expect(session.view().live).toMatchObject({ state: 'ended' });
  });

  test('is no divergence any more, and the next one stops the paths', async () => {
    const session = await begin(scripted(program, script(plain), script(other)), false);
    expect(session.view().divergences).toMatchObject([{ step: 'b' }]);
    session.accept([rule]);
    expect(session.view()).toMatchObject({
      divergences: [],
      accepted: [{ rule: 'known', step: 'b', row: 1 }],
    });
    expect(session.model.rows(1, 2)).toMatchObject([
      { step: 'b', status: 'accepted', reference: { value: 20 } },
      { step: 'c', reference: { state: 'running' } },
    ]);
    const next = await command(session, 'continue');
    expect(next).toMatchObject({
      divergences: [{ step: 'c' }],
      live: { state: 'stopped', reason: 'divergence' },
    });
    session.accept([]);
    expect(session.view().divergences.map(({ step, relation }) => [step, relation])).toEqual([
      ['b', 'first'],
      ['c', 'consequence'],
    ]);
    const counts = session.accept([rule, { ...rule, id: 'also', step: 'c', path: 'c' }]);
    await command(session, 'continue');
    const result = await session.finished;
    expect(result).toMatchObject({ diverged: false, accepted: [{ rule: 'known' }, { rule: 'also' }] });
    expect(counts).toEqual(
      new Map([
        ['known', 1],
        ['also', 1],
      ]),
    );
  });
});
