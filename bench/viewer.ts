import type { Page } from '@playwright/test';
import { LONG_RUN, recordLongRun } from '../test/e2e/support/long-run.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';
import { openingTime, scrollMeasurements, withPage } from './page.ts';

/** Rounds of 11 events on each path: a million events in one comparison's every trace. */
const ROUNDS = 91_000;
const JUMPS = 40;
const STEPS = 'Aligned steps';
const ADDRESS = `#/comparison/${LONG_RUN}`;

/** The application in a browser on a comparison of two traces of a million events: what is waited for, what it costs. */
export const viewer: Bench = {
  name: 'viewer',
  run: () => withPage((product) => recordLongRun(product, ROUNDS), measure),
};

async function measure(page: Page, events: number): Promise<readonly Measurement[]> {
  const first = await openingTime(page, ADDRESS, `[aria-label="${STEPS}"] [role=row][data-status]`);
  const whole = performance.now();
  await page
    .getByRole('progressbar', { name: 'Aligning the paths' })
    .waitFor({ state: 'hidden', timeout: 120_000 });
  const aligned = (performance.now() - whole) / 1000;
  const rows = Number(await page.getByRole('treegrid', { name: STEPS }).getAttribute('aria-rowcount')) - 1;
  const jumps = await jumpTimes(page, rows);
  const scrolling = await scrollMeasurements(page, `[aria-label="${STEPS}"]`);
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
    ...scrolling,
  ];
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
    { label: STEPS, address: ADDRESS, rows, jumps: JUMPS },
  );
}
