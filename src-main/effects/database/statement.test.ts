import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { codePoint } from '../../../test/support/code-point.ts';
import { runs } from '../../../test/support/full.ts';
import { canonicalRecord } from '../canonical-record.ts';
import { DatabaseConnection, SCHEMA_CHANGED } from './connection.ts';
import { restoreImage } from './restore.ts';

let db: DatabaseConnection;

/** As the broker does: what a statement touches is found first, and allowed. */
function perform(
  connection: DatabaseConnection,
  sql: string,
  parameters: readonly Canonical[] = [],
  rows = true,
) {
  return connection.perform(sql, parameters, rows, connection.analyse(sql, parameters.length));
}

const SCHEMA = `
  CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT UNIQUE, price REAL, data BLOB);
  CREATE INDEX items_name ON items (name);
  CREATE TABLE parts (item INTEGER REFERENCES items (id) ON DELETE CASCADE, n INTEGER, PRIMARY KEY (item, n)) WITHOUT ROWID;
  CREATE TABLE log (line TEXT);
  CREATE TABLE numbered (id INTEGER PRIMARY KEY AUTOINCREMENT, v, "odd ""name" TEXT, doubled AS (v * 2));
  CREATE VIEW names AS SELECT name FROM items;
  CREATE TABLE typed (amount DECIMAL TEXT, at TIMESTAMP TEXT, plain TEXT, raw);
  CREATE VIRTUAL TABLE notes USING fts5 (body);
  CREATE TRIGGER logged AFTER INSERT ON items BEGIN INSERT INTO log VALUES (NEW.name); END;`;

/** The schema as an image: connections take no DDL. */
async function imageOf(schema: string): Promise<Uint8Array> {
  const { default: SqliteDatabase } = await import('better-sqlite3');
  const made = new SqliteDatabase(':memory:');
  made.exec(schema);
  const image = made.serialize();
  made.close();
  return image;
}

beforeAll(async () => {
  db = new DatabaseConnection({ image: await imageOf(SCHEMA) });
});
afterAll(() => db.close());

describe('tables of a statement', () => {
  it.each<[string, string[], string[]]>([
    ['SELECT 1', [], []],
    ['SELECT name FROM items WHERE name = ?', ['items'], []],
    ['SELECT name FROM names', ['items'], []],
    ['WITH x AS (SELECT line FROM log) SELECT count(*) FROM x', ['log'], []],
    ['SELECT (SELECT count(*) FROM log) FROM items', ['items', 'log'], []],
    ['INSERT INTO log VALUES (?)', [], ['log']],
    ['INSERT INTO items (name) VALUES (?)', [], ['items', 'log']],
    ['INSERT INTO log SELECT name FROM items', ['items'], ['log']],
    ['UPDATE items SET price = 1 WHERE name = ?', [], ['items']],
    ['DELETE FROM log', [], ['log']],
    ['DELETE FROM log RETURNING line', ['log'], ['log']],
    ['INSERT INTO log VALUES (?) RETURNING line', ['log'], ['log']],
    ['INSERT INTO parts VALUES (1, 2)', [], ['parts']],
    ['REPLACE INTO numbered (id, v) VALUES (1, 2)', [], ['numbered']],
    ['SELECT value FROM json_each(?)', ['notes'], []],
    ['SELECT * FROM notes', ['notes'], []],
    ['SELECT name FROM sqlite_schema', ['sqlite_schema'], []],
    ['SELECT seq FROM sqlite_sequence', ['sqlite_sequence'], []],
  ])('%s', (sql, reads, writes) => {
    const parameters = sql.split('?').length - 1;
    expect(db.analyse(sql, parameters)).toEqual({ refusal: null, reads, writes });
  });
});

describe('refused statements', () => {
  it.each([
    ["ATTACH 'other.sqlite' AS other", 'ATTACH is not allowed'],
    ['PRAGMA user_version = 1', 'PRAGMA is not allowed'],
    ['VACUUM', 'VACUUM is not allowed'],
    ['/* harmless */ CREATE TABLE x (y)', 'CREATE is not allowed'],
    ['EXPLAIN SELECT 1', 'EXPLAIN is not allowed'],
    ['BEGIN', 'BEGIN is not allowed'],
    ['', 'the statement is empty'],
    ['-- nothing', 'the statement is empty'],
    ['SELECT 1; DELETE FROM log', 'more than one statement'],
    ["SELECT * FROM items WHERE name = '?'", 'inside quotes'],
    ['SELECT ?, ?', 'has 2 placeholders and 1 values'],
    ['SELECT ?1', 'placeholder ?1 is not allowed'],
    ['SELECT :name', 'placeholder :name is not allowed'],
    ["SELECT * FROM pragma_table_info('items')", 'pragma_table_info is not a table'],
    ['SELECT * FROM "pragma_database_list"', 'pragma_database_list is not a table'],
    ['SELECT * FROM dbstat', 'dbstat is not a table'],
    ['SELECT * FROM parallax_capture', 'parallax_capture is not a table'],
    ['SELECT * FROM "temp" /**/ . sqlite_schema', 'temp. is not allowed'],
    ['INSERT INTO notes VALUES (1)', 'virtual tables can be read, not written'],
    ['SELECT * FROM nothing_here', 'no such table: nothing_here'],
    ['SELEC 1', 'SELEC is not allowed'],
  ])('%s', (sql, reason) => {
    const facts = db.analyse(sql, sql.includes("'?'") || sql.includes('?, ?') ? 1 : 0);
    expect(facts.refusal ?? `allowed: ${JSON.stringify(facts)}`).toContain(reason);
    expect(perform(db, sql, sql.includes("'?'") || sql.includes('?, ?') ? ['x'] : [], true).ok).toBe(false);
  });
});

const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Canonical => {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : { $integer: String(value) };
});
const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 1n, max: 10n ** 34n - 1n }), fc.integer({ min: 0, max: 40 }))
  .map(([negative, digits, scale]): Canonical => {
    const text = String(digits).padStart(scale + 1, '0');
    const plain = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    return { $decimal: `${negative ? '-' : ''}${plain}` };
  });
const timestamp = fc
  .tuple(
    fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(
    ([date, micros]): Canonical => ({
      $timestamp: date.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`),
    }),
  );
const bytes = fc.uint8Array().map((value): Canonical => ({ $bytes: Buffer.from(value).toString('base64') }));
const text = fc.string({ unit: codePoint });

describe('values', () => {
  const back = (value: Canonical, column: string): unknown => {
    const result = perform(
      db,
      `INSERT INTO typed (${column}) VALUES (?) RETURNING ${column} AS v`,
      [value],
      true,
    );
    return result.ok ? (result.value as { rows: { v: Canonical }[] }).rows[0]?.v : result.message;
  };

  const same = (value: Canonical, column: string): void => {
    expect(back(value, column)).toEqual(value);
  };

  it('come back as they were bound, through a column that takes anything', () => {
    fc.assert(fc.property(fc.oneof(integer, text, bytes, fc.constant(null)), (value) => same(value, 'raw')));
  });

  it('come back as they were bound, through columns that say what their text means', () => {
    fc.assert(fc.property(decimal, (value) => same(value, 'amount')));
    fc.assert(fc.property(timestamp, (value) => same(value, 'at')));
  });

  it('are text, 0 or 1, and JSON where the column says nothing', () => {
    expect(back({ $decimal: '1.50' }, 'plain')).toBe('1.50');
    expect(back({ $timestamp: '2025-01-08T10:00:00.000000Z' }, 'plain')).toBe('2025-01-08T10:00:00.000000Z');
    expect(back(true, 'raw')).toBe(1);
    expect(back([{ sku: 'a', price: { $decimal: '1.50' } }], 'plain')).toBe('[{"sku":"a","price":1.50}]');
    expect(back('no number', 'amount')).toBe('no number');
  });

  it('of binary floating point are the decimal of their shortest text, with a warning', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const result = perform(db, `SELECT ${value === 0 ? '0.0' : value.toExponential()} AS v`, [], true);
        const read =
          result.ok && (result.value as { rows: { v: { $decimal: string } }[] }).rows[0]?.v.$decimal;
        expect(Number(read)).toBe(value === 0 ? 0 : value);
        expect(result.ok && result.warnings).toHaveLength(1);
      }),
    );
    expect(perform(db, 'SELECT 9e999', [], true)).toEqual({
      ok: false,
      message: 'a column holds an infinite number',
    });
  });
});

describe('changes', () => {
  const command = fc.oneof(
    fc.tuple(
      fc.constant('INSERT OR REPLACE INTO items (id, name, price, data) VALUES (?, ?, ?, ?)'),
      fc.tuple(
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('a', 'b', 'c'),
        fc.constantFrom(null, 1),
        bytes,
      ),
    ),
    fc.tuple(
      fc.constant('INSERT OR IGNORE INTO parts VALUES (?, ?)'),
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 })),
    ),
    fc.tuple(
      fc.constant('UPDATE items SET id = id + 10, price = price / 3.0 WHERE id < ?'),
      fc.tuple(fc.integer({ min: 0, max: 6 })),
    ),
    fc.tuple(fc.constant('DELETE FROM items WHERE id = ?'), fc.tuple(fc.integer({ min: 1, max: 16 }))),
    fc.tuple(fc.constant('INSERT INTO numbered (v, "odd ""name") VALUES (?, ?)'), fc.tuple(integer, text)),
    fc.tuple(fc.constant('DELETE FROM numbered'), fc.constant([] as Canonical[])),
    fc.tuple(
      fc.constant('UPDATE parts SET n = n + 10 WHERE item = ?'),
      fc.tuple(fc.integer({ min: 1, max: 5 })),
    ),
  );
  const TABLES = ['items', 'parts', 'log', 'numbered', 'sqlite_sequence'];
  const content = (connection: DatabaseConnection) =>
    TABLES.map((table) =>
      perform(
        connection,
        `SELECT * FROM ${table} ORDER BY 1, 2`.replace('log ORDER BY 1, 2', 'log ORDER BY 1'),
        [],
        true,
      ),
    );

  it('rebuild the database at every step, cascades, triggers and replaced rows included', async () => {
    const start = await imageOf(
      `${SCHEMA} INSERT INTO items VALUES (1, 'a', 0.1, NULL), (2, 'b', 1e300, x'00'); INSERT INTO parts VALUES (1, 1), (2, 1);`,
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        const live = new DatabaseConnection({ image: start });
        const changes = commands.flatMap(([sql, parameters]) => {
          const result = perform(live, sql, parameters as Canonical[], false);
          return result.ok ? result.changes : [];
        });
        const rebuilt = new DatabaseConnection({
          image: restoreImage(start, JSON.parse(JSON.stringify(changes))),
        });
        try {
          expect(content(rebuilt)).toEqual(content(live));
        } finally {
          live.close();
          rebuilt.close();
        }
      }),
      { numRuns: runs(20, 500) },
    );
  });

  it('of a statement that fails are undone', () => {
    perform(db, "INSERT INTO items (name) VALUES ('once')", [], false);
    const before = content(db);
    const failed = perform(db, "INSERT INTO items (name) VALUES ('twice'), ('once')", [], false);
    expect(failed).toMatchObject({ ok: false, message: expect.stringContaining('UNIQUE') });
    expect(content(db)).toEqual(before);
  });
});

it('touches nothing that was not found before, when another program changed the schema meanwhile', () => {
  const allowed = db.analyse('SELECT * FROM names', 0);
  expect(db.perform('SELECT * FROM names', [], true, { refusal: null, reads: ['log'], writes: [] })).toEqual({
    ok: false,
    message: SCHEMA_CHANGED,
  });
  expect(db.perform('SELECT * FROM names', [], true, allowed)).toMatchObject({ ok: true });
});

it('records whose keys begin with $ keep their form', () => {
  expect(perform(db, 'SELECT 1 AS "$integer", 2 AS b', [], true)).toMatchObject({
    value: {
      rows: [
        canonicalRecord([
          ['$integer', 1],
          ['b', 2],
        ]),
      ],
    },
  });
});
