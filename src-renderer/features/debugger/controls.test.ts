import { describe, expect, test } from 'vitest';
import type { ComparisonView, StepRow } from '../../../shared/api/view.ts';
import { canDo, cursorTarget } from './controls.ts';

/** 0 a · 1 loop (2..5) { 2 round (3) { 3 b } 4 round (5) { 5 b } } · 6 done */
const rows = [
  row(0, 0, -1, 0),
  row(1, 0, -1, 4),
  row(2, 1, 1, 1),
  row(3, 2, 2, 0),
  row(4, 1, 1, 1),
  row(5, 2, 4, 0),
  row(6, 0, -1, 0),
];

function row(index: number, depth: number, parent: number, descendants: number): StepRow {
  return {
    index,
    depth,
    parent,
    descendants,
    kind: 'step',
    step: `s${index}`,
    occ: '0',
    name: `s${index}`,
    operation: 'assign',
    status: 'equal',
    reference: null,
    direct: null,
  };
}

function view(live: ComparisonView['live'], divergentRow?: number): ComparisonView {
  const divergence =
    divergentRow === undefined
      ? []
      : [{ row: divergentRow } as unknown as ComparisonView['divergences'][number]];
  return {
    id: 'c',
    node: 'n',
    hash: '',
    file: 'n.vsp',
    inputs: {},
    effects: 'share',
    startedAt: 0,
    paths: { reference: null, direct: null },
    rows: rows.length,
    at: 0,
    divergences: divergence,
    live,
  };
}

const at = (index: number) => rows[index] as StepRow;
const target = (
  control: Parameters<typeof cursorTarget>[0],
  from: number,
  divergent?: number,
  stop: number | null = null,
) => cursorTarget(control, at(from), view(null, divergent), stop, async (index) => rows[index]);

describe('the cursor in a recorded comparison', () => {
  test.each([
    ['over', 1, 6],
    ['into', 1, 2],
    ['out', 3, 4],
    ['out', 0, 6],
    ['back', 6, 1],
    ['back', 4, 2],
    ['back', 1, 0],
    ['back', 3, 2],
    ['over', 6, 6],
  ] as const)('%s from %d leads to %d', async (control, from, to) => {
    expect(await target(control, from)).toBe(to);
  });

  test('reverse goes back to where a breakpoint stopped, then to the beginning', async () => {
    expect(await target('reverse', 5, 3, 2)).toBe(2);
    expect(await target('reverse', 5, 3)).toBe(0);
  });

  test('continue goes to the next divergence, then to the end', async () => {
    expect(await target('continue', 0, 3)).toBe(3);
    expect(await target('continue', 3, 3)).toBe(6);
    expect(await target('continue', 0, 3, 2)).toBe(2);
    expect(await target('continue', 3, 3, 4)).toBe(4);
  });
});

describe('controls', () => {
  const stopped = view({ state: 'stopped', reason: 'step', detail: '', canStepBack: false });
  test('of a stopped session move it, back only where it can', () => {
    expect(canDo('over', stopped, at(0))).toBe(true);
    expect(canDo('back', stopped, at(3))).toBe(false);
    expect(canDo('pause', stopped, at(0))).toBe(false);
  });

  test('of a running one only hold it', () => {
    const running = view({ state: 'running', reason: null, detail: '', canStepBack: true });
    expect(['pause', 'stop', 'restart'].every((c) => canDo(c as 'pause', running, at(0)))).toBe(true);
    expect(['continue', 'over', 'into', 'out', 'back'].some((c) => canDo(c as 'over', running, at(0)))).toBe(
      false,
    );
  });

  test('of a recorded one stop at its ends', () => {
    expect(canDo('back', view(null), at(0))).toBe(false);
    expect(canDo('over', view(null), at(6))).toBe(false);
    expect(canDo('out', view(null), at(3))).toBe(true);
    expect(canDo('out', view(null), at(6))).toBe(false);
    expect(canDo('stop', view(null), at(0))).toBe(false);
  });

  test('of nothing do nothing', () => {
    expect(canDo('continue', null, null)).toBe(false);
  });
});
