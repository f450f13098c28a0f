import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ALL_ORDERS,
  at,
  codeOf,
  type EffectBench,
  INSERT_ORDER,
  openSession,
  ordersBench,
  ordersIn,
  SHOP,
  securedProgram,
  sql,
} from '../../test/support/effect-bench.ts';
import type { AuditRecord } from './config.ts';
import { restoreImage } from './database/restore.ts';
import type { EffectBroker, EffectSessionOptions } from './types.ts';

let bench: EffectBench;

beforeEach(() => {
  bench = ordersBench();
});

afterEach(() => bench.close());

const open = (broker: EffectBroker, options: Partial<EffectSessionOptions> = {}) =>
  openSession(broker, SHOP, options);

describe('capabilities', () => {
  it('are needed by every node of the chain and granted by the workspace', async () => {
    const programs = new Map([
      ['shop', SHOP],
      ['caller', securedProgram('caller', ['database.read.*'])],
      ['careful', securedProgram('careful', ['database.write.*'], ['database.write.orders'])],
    ]);
    const session = await open(bench.broker(), { programs });
    const denied = async (nodes: string[], effect: number) => {
      const answer = await session.request('reference', nodes, at('a', effect), INSERT_ORDER);
      return answer.ok ? 'ok' : answer.error.message;
    };
    expect(await denied(['caller', 'shop'], 0)).toBe(
      'caller does not declare database.write.orders: add it to its security.capabilities_required',
    );
    expect(await denied(['careful'], 1)).toMatch('careful denies database.write.orders');
    const strict = await open(bench.broker({ grants: ['database.read.orders'] }));
    const answer = await strict.request('reference', ['shop'], at('a'), INSERT_ORDER);
    expect(answer).toMatchObject({
      ok: false,
      source: 'refused',
      error: {
        code: 'capability_denied',
        message: 'the workspace does not grant database.write.orders: add it to grants in parallax.yml',
      },
    });
    expect(ordersIn(bench.file)).toHaveLength(2);
  });

  it('covers tables that only a subquery reads', async () => {
    const session = await open(bench.broker());
    const answer = await session.request(
      'reference',
      ['shop'],
      at('a'),
      sql('SELECT id FROM orders WHERE total IN (SELECT name FROM customers)'),
    );
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'capability_denied', fields: { capability: 'database.read.customers' } },
    });
  });
});

describe('what a run leaves behind', () => {
  it('records the start and every change, so that the state after any write can be made again', async () => {
    const session = await open(bench.broker());
    const ask = (step: string, text: string) => session.request('reference', ['shop'], at(step), sql(text));
    await ask('a', "INSERT INTO orders (total, weight) VALUES ('1', 1.5), ('2', 3)");
    await ask('b', 'UPDATE orders SET total = id * 2, id = id + 10 WHERE id > 1');
    await ask('c', 'DELETE FROM orders');
    const record = session.databaseRecord('reference');
    expect(session.databaseRecord('direct').writes).toEqual(record.writes);
    const [start] = record.start;
    const states = [0, 1, 2, 3].map((count) => {
      const changes = record.writes.slice(0, count).flatMap((write) => write.changes);
      return ordersIn(Buffer.from(restoreImage(start?.image() as Uint8Array, changes)));
    });
    expect(record.writes.map((write) => [write.step, write.changes.length])).toEqual([
      ['a', 2],
      ['b', 6],
      ['c', 4],
    ]);
    expect(states[0]).toHaveLength(2);
    expect(states[1]?.slice(2)).toEqual([
      { id: 3, total: '1', weight: 1.5 },
      { id: 4, total: '2', weight: 3 },
    ]);
    expect(states[2]).toEqual([
      { id: 1, total: '9.90', weight: 0.5 },
      { id: 12, total: '4', weight: null },
      { id: 13, total: '6', weight: 1.5 },
      { id: 14, total: '8', weight: 3 },
    ]);
    expect(states[3]).toEqual([]);
  });

  it('drops the changes of a database that discards them, and starts the next run from the same image', async () => {
    const { file } = bench;
    const broker = bench.broker({ databases: { default: { file, changes: 'discard', timeoutMs: 10_000 } } });
    const hashes: unknown[] = [];
    for (let run = 0; run < 2; run++) {
      const session = await open(broker);
      expect(await session.request('reference', ['shop'], at('a'), INSERT_ORDER)).toMatchObject({
        value: { changes: 1 },
      });
      expect(await session.request('reference', ['shop'], at('b'), ALL_ORDERS)).toMatchObject({
        value: { rows: { length: 3 } },
      });
      hashes.push(session.databaseRecord('reference').start[0]?.hash);
      await session.close();
    }
    expect(ordersIn(file)).toHaveLength(2);
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('writes an audit record for what happened and what was refused, without values', async () => {
    const records: AuditRecord[] = [];
    const session = await open(bench.broker({}, { audit: (record) => records.push(record) }));
    await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    await session.request('reference', ['shop'], at('b'), sql('SELECT * FROM customers'));
    expect(records).toMatchObject([
      {
        node: 'shop',
        step: 'a',
        type: 'database',
        outcome: 'ok',
        capabilities: ['database.write.orders'],
        detail: 'INSERT INTO orders (total) VALUES (?)',
      },
      { step: 'b', outcome: 'capability_denied', capabilities: ['database.read.customers'] },
    ]);
    expect(JSON.stringify(records)).not.toContain('5.00');
  });
});

it('asks for capabilities again when another program changes the schema during a run', async () => {
  const session = await open(bench.broker());
  const ask = async (step: string) => {
    const answer = await session.request('reference', ['shop'], at(step), sql('SELECT * FROM shown'));
    return answer.ok ? 'ok' : `${answer.error.code}: ${answer.error.message}`;
  };
  const other = new SqliteDatabase(bench.file);
  other.exec('CREATE VIEW shown AS SELECT id FROM orders');
  expect(await ask('a')).toBe('ok');
  other.exec('DROP VIEW shown; CREATE VIEW shown AS SELECT name FROM customers');
  other.close();
  expect(await ask('b')).toMatch('database_error: the schema changed');
  expect(await ask('c')).toMatch('capability_denied: shop does not declare database.read.customers');
});

describe('a statement without end', () => {
  it('is ended at its timeout, and the session goes on with its data', async () => {
    const { file } = bench;
    const broker = bench.broker({ databases: { default: { file, changes: 'discard', timeoutMs: 700 } } });
    const session = await open(broker);
    await session.request('reference', ['shop'], at('a'), INSERT_ORDER);
    const endless = await session.request(
      'reference',
      ['shop'],
      at('b'),
      sql('WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n'),
    );
    expect(codeOf(endless)).toBe('timeout');
    expect(await session.request('reference', ['shop'], at('c'), ALL_ORDERS)).toMatchObject({
      value: { rows: { length: 3 } },
    });
  });

  it('has that time whatever the scale of the clock', async () => {
    const session = await open(bench.broker({ clockScale: 1e-6 }));
    const long = sql(
      'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) SELECT max(x) AS x FROM n',
    );
    expect(await session.request('reference', ['shop'], at('a'), long)).toMatchObject({ ok: true });
  });
});
