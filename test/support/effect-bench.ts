import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { Program } from '../../shared/node/program.ts';
import type { EffectAnswer, EffectRequest } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { createEffectBroker } from '../../src-main/effects/broker.ts';
import type { EffectConfig, EffectDeps } from '../../src-main/effects/config.ts';
import type {
  EffectBroker,
  EffectPlace,
  EffectSession,
  EffectSessionOptions,
} from '../../src-main/effects/types.ts';

/** Only what the broker looks at: the node's security section. */
export function securedProgram(
  id: string,
  required: readonly string[],
  denied: readonly string[] = [],
): Program {
  const security = {
    required,
    denied,
    sensitive: { paths: [], variables: [], steps: [] },
    auditLevel: 'detailed',
  };
  return { id, security } as unknown as Program;
}

/** A folder with a small database, and brokers over it that end with it. */
export class EffectBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'parallax-effects-'));
  readonly file = join(this.folder, 'shop.sqlite');
  private readonly brokers: EffectBroker[] = [];

  constructor(schema: string) {
    const db = new SqliteDatabase(this.file);
    db.exec(schema);
    db.close();
  }

  broker(config: Partial<EffectConfig> = {}, deps: Partial<EffectDeps> = {}): EffectBroker {
    let id = 0;
    const broker = createEffectBroker(
      {
        databases: { default: { file: this.file, changes: 'keep', timeoutMs: 10_000 } },
        services: {},
        grants: ['database.*', 'event_bus.*'],
        secrets: {},
        clockScale: 1,
        ...config,
      },
      {
        now: () => 1_736_330_400_000_001n,
        random: () => 0.123456789012,
        uuid: () => `id-${++id}`,
        environment: {},
        ...deps,
      },
    );
    this.brokers.push(broker);
    return broker;
  }

  async close(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A session of one node, `shop`, on both paths. */
export function openSession(
  broker: EffectBroker,
  shop: Program,
  options: Partial<EffectSessionOptions> = {},
): Promise<EffectSession> {
  const programs = new Map([['shop', shop]]);
  return broker.open({ policy: 'share', paths: ['reference', 'direct'], programs, root: 'shop', ...options });
}

export const at = (step: string, effect = 0): EffectPlace => ({ step, occ: '0', effect });

export const sql = (text: string, ...parameters: Canonical[]): EffectRequest => ({
  type: 'database',
  database: null,
  sql: text,
  parameters,
  rows: true,
});

export const codeOf = (answer: EffectAnswer) => (answer.ok ? 'ok' : answer.error.code);

/** The session's program where a test is about orders: it may read, write and tell of them. */
export const SHOP = securedProgram('shop', [
  'database.read.orders',
  'database.write.orders',
  'event_bus.publish.sold',
  'event_bus.subscribe.sold',
]);

export const ordersBench = (): EffectBench =>
  new EffectBench(`CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT, weight REAL);
    INSERT INTO orders VALUES (1, '9.90', 0.5), (2, '20.00', NULL);
    CREATE TABLE customers (name TEXT);`);

export const INSERT_ORDER = sql('INSERT INTO orders (total) VALUES (?)', { $decimal: '5.00' });
export const ALL_ORDERS = sql('SELECT id, total FROM orders ORDER BY id');

export function ordersIn(file: string | Buffer): unknown[] {
  const db = new SqliteDatabase(file);
  const rows = db.prepare('SELECT * FROM orders ORDER BY id').all();
  db.close();
  return rows;
}
