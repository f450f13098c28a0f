import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LibraryItem } from '../../../shared/api/library.ts';
import { type Listed, PAGE, pagesOf, placed, rowAt, rowCount, rowOf } from './rows.ts';

const item = (comparison: string) => ({ comparison }) as LibraryItem;
const page = (number: number) => Array.from({ length: PAGE }, (_, i) => item(`run ${number * PAGE + i}`));

/** Lists with all pages known, and some runs open. */
const lists = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 299 }), fc.integer({ min: 1, max: 4 })), {
      selector: ([at]) => at,
      maxLength: 5,
    }),
  )
  .map(([pages, opened]): Listed => {
    const total = pages * PAGE;
    const open = opened
      .filter(([at]) => at < total)
      .sort(([a], [b]) => a - b)
      .map(([at, count]) => ({
        comparison: `run ${at}`,
        at,
        branches: Array.from({ length: count }, (_, i) => item(`branch ${at}.${i}`)),
      }));
    return { total, open, pages: new Map(Array.from({ length: pages }, (_, i) => [i, page(i)])) };
  });

describe('rows of the list', () => {
  test('are the runs in order, each open one followed by its branches', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const expected: string[] = [];
        for (let at = 0; at < list.total; at++) {
          expected.push(`run ${at}`);
          for (const { comparison } of list.open.find((run) => run.at === at)?.branches ?? [])
            expected.push(comparison);
        }
        const rows = Array.from({ length: rowCount(list) }, (_, i) => rowAt(list, i));
        expect(rows.map((row) => row?.item?.comparison)).toEqual(expected);
        expect(rowAt(list, -1)).toBeNull();
        expect(rowAt(list, rows.length)).toBeNull();
        const runs = rows.flatMap((row, i) => (row && !row.branch ? [[rowOf(list, row.at), i]] : []));
        for (const [found, i] of runs) expect(found).toBe(i);
      }),
    );
  });

  test('need the pages that they are on', () => {
    const list: Listed = { total: 1000, pages: new Map(), open: [] };
    expect(pagesOf(list, 0, 30)).toEqual([0]);
    expect(pagesOf(list, 95, 205)).toEqual([0, 1, 2]);
    expect(pagesOf(list, 950, 2000)).toEqual([9]);
    expect(rowAt(list, 500)).toEqual({ at: 500, branch: false, open: false, item: null });
  });

  test('stay open where their run is now, and close where it is not known', () => {
    const open = [
      { comparison: 'run 3', at: 3, branches: [item('a')] },
      { comparison: 'run 900', at: 900, branches: [item('b')] },
    ];
    const moved = new Map([[0, [item('new'), ...page(0).slice(0, PAGE - 1)]]]);
    expect(placed(open, moved).map(({ comparison, at }) => [comparison, at])).toEqual([['run 3', 4]]);
  });
});
