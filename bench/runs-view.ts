import type { Page } from '@playwright/test';
import { withStoreOf } from '../test/e2e/support/store.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';
import { fillLibrary } from './library.ts';
import { openingTime, scrollMeasurements, withPage } from './page.ts';

const RUNS = '[role=treegrid][aria-label=Runs]';
const QUESTIONS = ['Zürich', 'customer 17', 'ord_49999x', 'card_declined', 'Genève', 'customer 996'];

/** The list of runs in a browser, over a library of 100,000 traces. */
export const runsView: Bench = {
  name: 'runs view',
  run: () => withPage((product) => withStoreOf(product, fillLibrary), measure),
};

async function measure(page: Page): Promise<readonly Measurement[]> {
  const opening = await openingTime(page, '#/runs', `${RUNS} [role=row] [title]`);
  const ends = await endToEnd(page);
  const answers = [];
  for (const words of QUESTIONS) answers.push(await search(page, words));
  await page.getByRole('textbox', { name: /^Search/ }).fill('');
  await page.locator(`${RUNS}[aria-rowcount="50001"]`).waitFor();
  const scrolling = await scrollMeasurements(page, RUNS);
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
    ...scrolling,
  ];
}

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
