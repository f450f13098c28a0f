import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { findBrowser } from '../scripts/lib/browser.mjs';
import { LONG_RUN, recordLongRun } from '../test/e2e/support/long-run.ts';
import { Product } from '../test/e2e/support/product.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';

/** Rounds of 11 events on each path: a million events in one comparison's every trace. */
const ROUNDS = 91_000;
const JUMPS = 40;
const FRAMES = 240;
const STEPS = 'Aligned steps';

/** The application in a browser on a comparison of two traces of a million events: what is waited for, what it costs. */
export const viewer: Bench = {
  name: 'viewer',
  async run() {
    const found = await findBrowser();
    if (!found) throw new Error('there is no browser to measure in');
    const product = new Product();
    product.trust();
    let browser: Browser | undefined;
    try {
      const events = await recordLongRun(product, ROUNDS);
      browser = await chromium.launch({
        executablePath: found.path,
        env: { ...process.env, ...found.env },
        args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
      });
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(await product.start());
      await page.getByText('order_total_v1').first().waitFor();
      return await measure(browser, page, events);
    } finally {
      await browser?.close();
      await product.dispose();
    }
  },
};

async function measure(browser: Browser, page: Page, events: number): Promise<readonly Measurement[]> {
  const first = await firstPaint(page);
  const whole = performance.now();
  await page
    .getByRole('progressbar', { name: 'Aligning the paths' })
    .waitFor({ state: 'hidden', timeout: 120_000 });
  const aligned = (performance.now() - whole) / 1000;
  const rows = Number(await page.getByRole('treegrid', { name: STEPS }).getAttribute('aria-rowcount')) - 1;
  const jumps = await jumpTimes(page, rows);
  const frames = await frameTimes(page, browser);
  const cdp = await page.context().newCDPSession(page);
  const heap = await heapOf(cdp);
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

/** What the main thread does in each frame: the time it computed in its tasks, from a recording of the browser's own. */
async function frameTimes(page: Page, browser: Browser): Promise<readonly number[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'blink.user_timing'] });
  await page.evaluate(
    async ({ label, frames }) => {
      const list = document.querySelector(`[aria-label="${label}"]`);
      if (!list) throw new Error('there is no list');
      list.scrollTop = 0;
      for (let i = 0; i < frames; i++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        performance.mark('bench frame');
        list.scrollTop += i % 10 === 9 ? 1200 : 96;
      }
    },
    { label: STEPS, frames: FRAMES },
  );
  const { traceEvents } = recorded.parse(JSON.parse((await browser.stopTracing()).toString()));
  const marks = traceEvents.filter(({ name }) => name === 'bench frame');
  const [first] = marks;
  const frames = marks.map(({ ts }) => ({ ts, work: 0 }));
  for (const { name, ts, dur, tdur, pid, tid } of traceEvents) {
    if (pid !== first?.pid || tid !== first.tid || !/RunTask$/.test(name)) continue;
    const frame = frames.findLast((each) => each.ts <= ts + dur);
    if (frame) frame.work += (tdur ?? dur) / 1000;
  }
  // The first one begins the scrolling and the last one ends the recording.
  return frames.slice(1, -1).map(({ work }) => work);
}

const recorded = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      ts: z.number(),
      dur: z.number().default(0),
      tdur: z.number().optional(),
      pid: z.number(),
      tid: z.number(),
    }),
  ),
});

async function heapOf(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}
