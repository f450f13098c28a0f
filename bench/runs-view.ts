import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openTraceStore } from '../src-main/store/store.ts';
import type { Product } from '../test/e2e/support/product.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';
import { fillLibrary } from './library.ts';
import { frameTimes, heapOf, withPage } from './page.ts';

const FRAMES = 240;
const QUESTIONS = ['Zürich', 'customer 17', 'ord_49999x', 'card_declined', 'Genève', 'customer 996'];

/** The list of runs in a browser, over a library of 100,000 traces. */
export const runsView: Bench = {
  name: 'runs view',
  run: () => withPage(fill, measure),
};

async function fill(product: Product): Promise<void> {
  const folder = product.path('.parallax');
  mkdirSync(folder, { recursive: true });
  const opened = await openTraceStore({
    file: join(folder, 'traces.db'),
    onError: (error) => {
      throw error;
    },
  });
  if (!opened.ok) throw opened.error;
  await fillLibrary(opened.store);
  await opened.store.close();
}

async function measure(page: Page): Promise<readonly Measurement[]> {
  const opening = await openRuns(page);
  const ends = await endToEnd(page);
  const answers = [];
  for (const words of QUESTIONS) answers.push(await search(page, words));
  await page.getByRole('textbox', { name: /^Search/ }).fill('');
  await page.locator('[role=treegrid][aria-label=Runs][aria-rowcount="50001"]').waitFor();
  const frames = await frameTimes(page, '[role=treegrid][aria-label=Runs]', FRAMES);
  return [
    {
      name: 'opening to the first runs',
      value: opening,
      unit: 'ms',
      target: { atMost: 500 },
      note: '100,000 traces',
    },
    {
      name: 'to the oldest and back, median',
      value: quantile(ends, 0.5),
      unit: 'ms',
      note: 'End and Home, until the run is on screen',
    },
    {
      name: 'a search, median',
      value: quantile(answers, 0.5),
      unit: 'ms',
      note: 'from the words to the runs on screen, the pause for typing included',
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
    { name: 'heap of the page', value: await heapOf(page), unit: 'MB', target: { atMost: 300 }, note: '' },
  ];
}

/** From the change of the address to runs on the screen. */
const openRuns = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        location.hash = '#/runs';
        const look = () => {
          const row = document.querySelector('[role=treegrid][aria-label=Runs] [role=row] [title]');
          if (row) requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

async function endToEnd(page: Page): Promise<number[]> {
  const grid = page.getByRole('treegrid', { name: 'Runs' });
  await grid.focus();
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    await page.keyboard.press(i % 2 === 0 ? 'End' : 'Home');
    // The current run is read: it has a time of its own.
    await page.waitForFunction(
      (last) => {
        const list = document.querySelector('[role=treegrid][aria-label=Runs]');
        const id = list?.getAttribute('aria-activedescendant');
        const row = id ? document.getElementById(id) : null;
        const index = Number(row?.getAttribute('aria-rowindex'));
        return row?.querySelector('[title]') != null && (last ? index > 1000 : index < 10);
      },
      i % 2 === 0,
    );
    times.push(performance.now() - start);
  }
  return times;
}

async function search(page: Page, words: string): Promise<number> {
  const count = page.getByRole('toolbar', { name: 'Runs' }).getByRole('status');
  const before = await count.textContent();
  const start = performance.now();
  await page.getByRole('textbox', { name: /^Search/ }).fill(words);
  await page.waitForFunction(
    (said) => document.querySelector('[role=toolbar][aria-label=Runs] [role=status]')?.textContent !== said,
    before,
  );
  return performance.now() - start;
}
