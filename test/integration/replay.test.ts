import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProofView, RerunOptions, RerunView } from '../../shared/api/replay.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import { ComparisonApi } from '../../src-main/api/comparisons.ts';
import { type Engine, openEngine } from '../../src-main/api/engine.ts';
import { Replays } from '../../src-main/api/replays.ts';
import { RuntimeStates, workspaceView } from '../../src-main/api/workspace-view.ts';
import { BreakpointSet } from '../../src-main/debugger/breakpoints/file.ts';
import { runComparison } from '../../src-main/debugger/run.ts';
import { workspaceAt } from '../../src-main/workspace/location.ts';

/** In no file of the example, so that wherever it is found a run has put it there. */
const CARD = '5105105105105100';

/** Two writes, then what they left: a branch must see the first one, and never make it twice. */
const TALLY = `# Counts.
node_id: tally_v1
type: function
intent: show what a scratch copy holds
inputs:
  n: {type: integer}
outputs:
  success:
    count: {type: integer}
    sum: {type: integer}
flow:
  - step: first
    operation: database_query
    database: ledger
    query: "INSERT INTO entries (n) VALUES ({n})"
  - step: second
    operation: call_node
    node: second_v1
    inputs: {n: "{n}"}
    output: twice
  - step: look
    operation: database_query
    database: ledger
    query: "SELECT count(*) AS c, sum(n) AS s FROM entries"   # both
    output: rows
  - step: done
    operation: return
    return_success: {count: "{rows[0].c}", sum: "{rows[0].s}"}
security:
  capabilities_required: [database.read.entries, database.write.entries]
`;
const SECOND = `node_id: second_v1
type: function
intent: write again
inputs:
  n: {type: integer}
outputs:
  success:
    doubled: {type: integer}
flow:
  - step: double
    operation: arithmetic
    expression: "n * 2"
    output: doubled
  - step: write
    operation: database_query
    database: ledger
    query: "INSERT INTO entries (n) VALUES ({doubled})"
security:
  capabilities_required: [database.write.entries]
`;

let folder: string;
let engine: Engine;
let replays: Replays;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-replay-'));
  cpSync(join(import.meta.dirname, '../../examples/shop'), folder, {
    recursive: true,
    filter: (path) => !path.includes('.parallax'),
  });
  const config = join(folder, 'parallax.yml');
  writeFileSync(
    config,
    readFileSync(config, 'utf8')
      .replace('    changes: discard\n', '    changes: discard\n  ledger: {seed: [database/ledger.sql]}\n')
      .replace('grants:\n', 'grants:\n  - database.write.entries\n'),
  );
  writeFileSync(join(folder, 'database/ledger.sql'), 'CREATE TABLE entries (n INTEGER);');
  writeFileSync(join(folder, 'tally.vsp'), TALLY);
  writeFileSync(join(folder, 'second.vsp'), SECOND);
  engine = await openEngine({
    location: workspaceAt(folder),
    userData: join(folder, 'user'),
    trustNow: true,
    watch: false,
    onStoreError: (error) => {
      throw error;
    },
  });
  replays = new Replays(engine, () => {});
});

afterAll(async () => {
  await replays?.close();
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(node: string, inputs: CanonicalObject) {
  const entry = engine.workspace.nodes.byId(node);
  if (!entry) throw new Error(`no node ${node}`);
  const prepared = engine.comparisonOptions(entry, { inputs, effects: 'share', paths: [] });
  if (!prepared.ok) throw new Error(prepared.message);
  return runComparison(engine.comparisonDeps(), prepared.options);
}

function options(comparison: string, changes: Partial<RerunOptions> = {}): RerunOptions {
  return { comparison, paths: [], from: null, changes: [], effects: 'recorded', values: {}, ...changes };
}

/** The last view of a re-run; `attend` is shown every one before. */
async function rerun(given: RerunOptions, attend: (view: RerunView) => void = () => {}): Promise<RerunView> {
  const id = replays.start(given);
  for await (const view of replays.watch(id)) {
    if (view.state === 'ended' || view.state === 'failed') return view;
    attend(view);
  }
  throw new Error('the watch ended before the re-run');
}

const outputsOf = (view: RerunView, path: 'reference' | 'direct' = 'direct') =>
  view.branch?.paths[path]?.outputs ?? view.branch?.paths[path]?.error;

describe('databases', () => {
  const entries = () => {
    const db = new DatabaseSync(join(folder, '.parallax/databases/ledger.sqlite'), { readOnly: true });
    try {
      return db
        .prepare('SELECT n FROM entries ORDER BY rowid')
        .all()
        .map((row) => row['n']);
    } finally {
      db.close();
    }
  };

  test('a branch works on the database as it was, and leaves the real one alone', async () => {
    const first = await run('tally_v1', { n: 5 });
    expect(first.paths.direct?.end).toMatchObject({ outcome: { outputs: { count: 2, sum: 15 } } });
    expect(entries()).toEqual([5, 10]);
    // The real database has moved on when the branch is made.
    await run('tally_v1', { n: 100 });
    const before = entries();
    const look = await rerun(options(first.id, { from: { step: 'look' }, name: 'look again' }));
    expect(outputsOf(look)).toEqual({ count: 2, sum: 15 });
    expect(look.branch?.difference).toEqual({ reference: null, direct: null });
    const doubled = await rerun(
      options(first.id, {
        from: { step: 'second/call/double' },
        changes: [{ kind: 'field', step: 'second/call/double', field: 'expression', value: 'n * 3' }],
      }),
    );
    expect(outputsOf(doubled)).toEqual({ count: 2, sum: 20 });
    expect(doubled.branch?.record).toMatchObject({ name: 'expression n * 2 → n * 3', of: first.id });
    expect(entries()).toEqual(before);
    // A branch of the branch begins with what the branch wrote.
    const branch = doubled.branch?.comparison as string;
    const again = await rerun(options(branch, { from: { step: 'look' }, name: 'again' }));
    expect(outputsOf(again)).toEqual({ count: 2, sum: 20 });
    const all = await rerun(options(branch));
    expect(all.branch?.difference).toEqual({ reference: null, direct: null });
  });

  test('a variable is set where the run goes on, and only there', async () => {
    const first = await run('tally_v1', { n: 1 });
    const count = entries().length;
    const view = await rerun(
      options(first.id, {
        from: { step: 'second' },
        changes: [{ kind: 'variable', name: 'n', value: 7 }],
      }),
    );
    const outputs = outputsOf(view) as CanonicalObject;
    expect(outputs['count']).toBe(count);
    const columns = await replays.branch(view.branch?.comparison as string);
    expect(columns.original.id).toBe(first.id);
    const rows = await replays.branchRows(columns.branch.id, 0, 100);
    expect(rows.map(({ name, depth, recalled, changed }) => [name, depth, recalled, changed.direct])).toEqual(
      [
        ['first', 0, true, 'equal'],
        ['second', 0, false, 'differs'],
        ['double', 1, false, 'differs'],
        ['write', 1, false, 'differs'],
        ['look', 0, false, 'differs'],
        ['done', 0, false, 'equal'],
        ['result', 0, false, 'differs'],
      ],
    );
    expect(columns.at).toBe(1);
    expect(rows[2]?.branch.reference).toMatchObject({ label: 'doubled', value: 14 });
    expect(rows[2]?.original.reference).toMatchObject({ label: 'doubled', value: 2 });
  });

  test('refuses what does not fit', async () => {
    const first = await run('tally_v1', { n: 2 });
    const from = { step: 'look' };
    const refused = (changes: Partial<RerunOptions>) => () => replays.plan(options(first.id, changes));
    const text = (edit: (text: string) => string) => [{ kind: 'text', text: edit(TALLY) } as const];
    expect(refused({ from, changes: text((t) => t.replace('step: look', 'step: see')) })).toThrow(
      'The run cannot go on from look: tally_v1 has no step look any more.',
    );
    expect(
      refused({
        from,
        changes: text((t) => t.replace('inputs:\n', 'inputs:\n  m: {type: integer, default: 1}\n')),
      }),
    ).toThrow('takes the input m');
    expect(refused({ from: { step: 'look', occ: '3' } })).toThrow('never entered look (3)');
    expect(
      refused({
        from,
        changes: [{ kind: 'answer', step: 'first', occ: '0', effect: 0, answer: { ok: true, value: null } }],
      }),
    ).toThrow('first was answered before the position');
    expect(refused({ changes: [{ kind: 'variable', name: 'x', value: 1 }] })).toThrow('has no input x');
  });
});

describe('sensitive values', () => {
  const order = {
    order_id: 'ord_7Q2mZk41',
    items: [{ sku: 'MUG-01', quantity: 2 }],
    is_member: false,
    card: CARD,
  };

  test('are asked for, checked, used, and never kept', async () => {
    const first = await run('order_total_v1', order);
    const plan = replays.plan(options(first.id));
    expect(plan.needed).toEqual([{ id: expect.stringMatching(/^[0-9a-f]{16}$/), where: ['card'] }]);
    const id = plan.needed[0]?.id as string;
    expect(() => replays.start(options(first.id))).toThrow('have to be given first: card');
    expect(() => replays.plan(options(first.id, { values: { [id]: '4242' } }))).toThrow(
      'The value given for card is not the one that was recorded.',
    );
    const view = await rerun(options(first.id, { values: { [id]: CARD } }));
    expect(view.branch?.difference).toEqual({ reference: null, direct: null });
    const fixed = await rerun(
      options(first.id, {
        from: { step: 'compute_tax' },
        changes: [{ kind: 'variable', name: 'card', value: '4000056655665556' }],
        values: { [id]: CARD },
      }),
    );
    expect(fixed.state).toBe('ended');
    await engine.store.flush();
    const store = join(folder, '.parallax');
    for (const file of readdirSync(store, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.name === 'shop.sqlite') continue;
      const bytes = readFileSync(join(file.parentPath, file.name)).toString('latin1');
      expect([file.name, bytes.includes(CARD), bytes.includes('4000056655665556')]).toEqual([
        file.name,
        false,
        false,
      ]);
    }
    await expect(
      replays.saveTestCase({ comparison: first.id, name: 'kept', description: '', values: {} }),
    ).rejects.toThrow('card is sensitive and was not recorded');
  });
});

describe('answers', () => {
  const payment = {
    order_id: 'ord_0000000000000001',
    amount: { $decimal: '20.00' },
    user_id: 'user_declined',
  };
  const from = { step: 'call_payment_provider' };

  test('questions are put one at a time, and can be answered by hand', async () => {
    const first = await run('payment_handler_v1', payment);
    const changes = [{ kind: 'variable', name: 'amount', value: { $decimal: '21.00' } }] as const;
    const asked: string[] = [];
    const view = await rerun(options(first.id, { from, changes, effects: 'ask' }), ({ id, question }) => {
      if (question === null) return;
      asked.push(`${question.path} ${question.step} ${question.summary}`);
      expect(question.recorded?.answer).toMatchObject({ code: 'card_declined' });
      const answer = { ok: true, value: { status: 200, body: { id: 'ch_mine' } } } as const;
      replays.answer(id, question.id, { kind: 'answer', answer });
    });
    expect(asked).toEqual(['reference call_payment_provider POST stripe']);
    expect(outputsOf(view)).toMatchObject({ transaction_id: 'ch_mine', status: 'completed' });
    expect(view.branch?.diverged).toBe(false);
    expect(await replays.branches(first.id)).toMatchObject([{ comparison: view.branch?.comparison }]);
  });

  test('what is refused is named; what is changed stands for asking', async () => {
    const first = await run('payment_handler_v1', payment);
    const changes = [{ kind: 'variable', name: 'amount', value: { $decimal: '21.00' } }] as const;
    const refused = await rerun(options(first.id, { from, changes }));
    expect(refused.refused).toEqual(['POST stripe at call_payment_provider']);
    const denied = await rerun(options(first.id, { from, effects: 'deny', name: 'denied' }));
    expect(denied.refused).toEqual(['POST stripe at call_payment_provider']);
    const answer = { ok: false, error: { code: 'expired_card', message: '', fields: {} } } as const;
    const answered = await rerun(
      options(first.id, { from, changes: [{ kind: 'answer', ...from, occ: '0', effect: 0, answer }] }),
    );
    expect(outputsOf(answered)).toMatchObject({ code: 'expired_card' });
    const alone = await rerun(options(first.id, { from, paths: ['direct'], name: 'one path' }));
    expect(alone.branch?.paths.reference).toBeNull();
    expect(alone.branch?.difference).toEqual({ reference: null, direct: null });
  });
});

describe('fixes', () => {
  const file = () => join(folder, 'tally.vsp');
  const change = [
    { kind: 'field', step: 'done', field: 'return_success', value: '{count: 0, sum: "{rows[0].s}"}' },
  ] as const;

  test('are applied, taken back, and merged where the file has moved on', async () => {
    const first = await run('tally_v1', { n: 3 });
    const view = await rerun(options(first.id, { from: { step: 'done' }, changes: change }));
    const branch = view.branch?.comparison as string;
    const applied = await replays.apply(branch);
    expect(applied.kind).toBe('applied');
    expect(readFileSync(file(), 'utf8')).toBe(TALLY.replace('{count: "{rows[0].c}"', '{count: 0'));
    expect(await new Replays(engine, () => undefined).applied(branch)).toBe('tally.vsp');
    await replays.undo(branch);
    expect(readFileSync(file(), 'utf8')).toBe(TALLY);
    expect(await replays.applied(branch)).toBeNull();
    await expect(replays.undo(branch)).rejects.toThrow('taken back already');
    const moved = TALLY.replace('# Counts.', '# Counts entries.');
    writeFileSync(file(), moved);
    await engine.workspace.nodes.load('tally.vsp');
    const conflict = await replays.apply(branch);
    expect(readFileSync(file(), 'utf8')).toBe(moved);
    expect(conflict).toMatchObject({
      kind: 'conflict',
      merge: { base: TALLY, theirs: moved, merged: moved.replace('{count: "{rows[0].c}"', '{count: 0') },
    });
    if (conflict.kind !== 'conflict') throw new Error('no conflict');
    await expect(replays.applyMerge(branch, moved, 'another')).rejects.toThrow('tally.vsp');
    await replays.applyMerge(branch, conflict.merge.merged ?? '', conflict.merge.theirsHash);
    expect(readFileSync(file(), 'utf8')).toBe(conflict.merge.merged);
    await replays.undo(branch);
    expect(readFileSync(file(), 'utf8')).toBe(moved);
    writeFileSync(file(), TALLY);
    await engine.workspace.nodes.load('tally.vsp');
  });

  test('are proved on every stored run, with progress; the result of one is kept as a test case', async () => {
    const text = TALLY.replace('{count: "{rows[0].c}"', '{count: 0');
    const id = replays.prove({ node: 'tally_v1', text, effects: 'recorded', values: {} });
    let last: ProofView | undefined;
    for await (const view of replays.watchProof(id)) {
      expect(view.seen).toBeGreaterThanOrEqual(last?.seen ?? 0);
      last = view;
      if (view.state !== 'running') break;
    }
    expect(last).toMatchObject({ state: 'ended', steps: ['done'] });
    expect(last?.total).toBeGreaterThan(3);
    expect(last?.counts.changed).toBe(last?.total);
    const [row] = replays.proofRows(id, 'changed', 0, 1);
    expect(engine.store.comparison(row?.branch as string)?.diverged).toBe(false);
    // The newest runs of a list are not those of the proof, and what came of a change is no word on the node.
    const comparisons = new ComparisonApi(engine, BreakpointSet.open(folder), () => undefined);
    expect(comparisons.list({ limit: 99 }).map((run) => run.comparison)).toContain(row?.of);
    expect(comparisons.list({ limit: 99 }).map((run) => run.comparison)).not.toContain(row?.branch);
    const { nodes } = workspaceView(engine, new RuntimeStates(engine, () => undefined), null);
    const { last: stands } = nodes.find(({ id }) => id === 'tally_v1') ?? { last: null };
    expect(engine.store.library.entry(stands?.comparison ?? '')?.origin).toBe('run');
    const cancelled = replays.prove({ node: 'tally_v1', text, effects: 'recorded', values: {} });
    replays.cancelProof(cancelled);
    for await (const view of replays.watchProof(cancelled)) {
      expect(view).toMatchObject({ state: 'cancelled', counts: { changed: 0 } });
      break;
    }
    const saved = await replays.saveTestCase({
      comparison: row?.of as string,
      name: 'a run',
      description: 'kept',
      values: {},
    });
    expect(saved.diff).toContain('+    - name: a run');
    expect(engine.workspace.nodes.byId('tally_v1')?.program?.testCases).toMatchObject([
      { name: 'a run', inputs: saved.inputs, expected: saved.expected },
    ]);
  });
});
