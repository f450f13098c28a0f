import type { Page } from '@playwright/test';
import { LONG_RUN, recordLongRun } from '../test/e2e/support/long-run.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';
import { frameTimes, heapOf, withPage } from './page.ts';

/** Rounds of 11 events on each path: a million events in one comparison's every trace. */
const ROUNDS = 91_000;
const JUMPS = 40;
const FRAMES = 240;
const STEPS = 'Aligned steps';

/** The application in a browser on a comparison of two traces of a million events: what is waited for, what it costs. */
export const viewer: Bench = {
  name: 'viewer',
  run: () => withPage((product) => recordLongRun(product, ROUNDS), measure),
};

async function measure(page: Page, events: number): Promise<readonly Measurement[]> {
  const first = await firstPaint(page);
  const whole = performance.now();
  await page
    .getByRole('progressbar', { name: 'Aligning the paths' })
    .waitFor({ state: 'hidden', timeout: 120_000 });
  const aligned = (performance.now() - whole) / 1000;
  const rows = Number(await page.getByRole('treegrid', { name: STEPS }).getAttribute('aria-rowcount')) - 1;
  const jumps = await jumpTimes(page, rows);
  const frames = await frameTimes(page, `[aria-label="${STEPS}"]`, FRAMES);
  const heap = await heapOf(page);
  const what = `${events.toLocaleString('en')} events on each path, ${rows.toLocaleString('en')} rows`;
  return [
    { name: 'opening to first paint', value: first, unit: 'ms', target: { atMost: 500 }, note: what },
    {
      name: 'until all of it is aligned',
      value: aligned,
      unit: 's',
      note: 'what is aligned can be used meanwhile',
    },
    {
      name: 'jump anywhere, median',
      value: quantile(jumps, 0.5),
      unit: 'ms',
      note: 'from the click to the row and its variables on screen',
    },
    {
      name: 'jump anywhere, p95',
      value: quantile(jumps, 0.95),
      unit: 'ms',
      target: { atMost: 50 },
      note: `${JUMPS} rows all over it`,
    },
    {
      name: 'work per frame while scrolling, median',
      value: quantile(frames, 0.5),
      unit: 'ms',
      note: 'main thread of the page',
    },
    {
      name: 'work per frame while scrolling, p95',
      value: quantile(frames, 0.95),
      unit: 'ms',
      target: { atMost: 8 },
      note: `${FRAMES} frames, three rows to a screen and a half each`,
    },
    {
      name: 'heap of the page',
      value: heap,
      unit: 'MB',
      target: { atMost: 300 },
      note: 'after all of the above',
    },
  ];
}

/** From the change of the address to rows on the screen. */
function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    ({ label, address }) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        location.hash = address;
        const look = () => {
          const row = document.querySelector(`[aria-label="${label}"] [role=row][data-status]`);
          if (row) requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
          else requestAnimationFrame(look);
        };
        look();
      }),
    { label: STEPS, address: `#/comparison/${LONG_RUN}` },
  );
}

/** From the change of the address to the row on screen, selected, with its variables beside it. */
function jumpTimes(page: Page, rows: number): Promise<number[]> {
  return page.evaluate(
    async ({ label, address, rows, jumps }) => {
      const times: number[] = [];
      for (let i = 1; i <= jumps; i++) {
        const row = Math.floor(((i * 0.618034) % 1) * rows);
        times.push(
          await new Promise<number>((resolve) => {
            const start = performance.now();
            location.hash = `${address}?row=${row}`;
            const look = () => {
              const shown = document.querySelector(`[aria-label="${label}"] #step-row-${row}[data-status]`);
              const detail = document.querySelector(`[data-shown-row="${row}"]`);
              if (shown && detail) setTimeout(() => resolve(performance.now() - start));
              else requestAnimationFrame(look);
            };
            look();
          }),
        );
      }
      return times;
    },
    { label: STEPS, address: `#/comparison/${LONG_RUN}`, rows, jumps: JUMPS },
  );
}
