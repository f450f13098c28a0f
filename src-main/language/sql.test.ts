import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePoint } from '../../test/support/code-point.ts';
import { quoteName, sqlTokens, statementProblem, tablesOf } from './sql.ts';

describe('tables of a statement', () => {
  it.each([
    ['SELECT a FROM t', ['t'], []],
    [
      'select * from "my table" m join u on u.x = m.x, v where a in (select b from w)',
      ['my table', 'v', 'u', 'w'],
      [],
    ],
    ['WITH c AS (SELECT * FROM base) SELECT * FROM c', ['base'], []],
    ['INSERT INTO t (a) SELECT b FROM s', ['s'], ['t']],
    ['INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2', [], ['t']],
    ['UPDATE OR IGNORE main.t SET a = 1', [], ['t']],
    ['DELETE FROM t WHERE a = (SELECT max(a) FROM t)', ['t'], ['t']],
    ["SELECT 'FROM x' -- FROM y\nFROM z", ['z'], []],
    ['SELECT * FROM json_each(?)', [], []],
  ])('%s', (sql, reads, writes) => {
    expect(tablesOf(sql)).toEqual({ reads, writes });
  });
});

it.each(['', '-- nothing', 'PRAGMA x', 'ATTACH y', 'SELECT 1; SELECT 2', 'DROP TABLE t', 'EXPLAIN SELECT 1'])(
  'refuses %j',
  (sql) => {
    expect(statementProblem(sql)).not.toBeNull();
  },
);

it.each(['SELECT 1;', "SELECT ';'", 'WITH a AS (SELECT 1) DELETE FROM t'])('takes %j', (sql) => {
  expect(statementProblem(sql)).toBeNull();
});

it('leaves nothing out but white space', () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), (sql) => {
      let rest = '';
      let at = 0;
      for (const { start, end } of sqlTokens(sql)) {
        rest += sql.slice(at, start);
        at = end;
      }
      expect((rest + sql.slice(at)).trim()).toBe('');
    }),
  );
});

it('quotes names', () => {
  expect(quoteName('a"b')).toBe('"a""b"');
});
