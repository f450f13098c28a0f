import { type Browser, chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { buildStale } from '../scripts/build.mjs';
import { findBrowser } from '../scripts/lib/browser.mjs';
import { Product } from '../test/e2e/support/product.ts';
import { type Measurement, quantile } from './bench.ts';

/** A frame's way in pixels: three rows, faster than a wheel that is turned or a key that is held goes; and a screen and a half. */
const SCROLL = { frames: 240, by: 96 };
const LEAP = { frames: 60, by: 1200 };

/** The application on a workspace that `prepare` has filled, in a browser, for as long as `use` takes. */
export async function withPage<T, P>(
  prepare: (product: Product) => Promise<P>,
  use: (page: Page, prepared: P) => Promise<T>,
): Promise<T> {
  const found = await findBrowser();
  if (!found) throw new Error('there is no browser to measure in');
  await buildStale(['renderer']);
  const product = new Product();
  product.trust();
  let browser: Browser | undefined;
  try {
    const prepared = await prepare(product);
    browser = await chromium.launch({
      executablePath: found.path,
      env: { ...process.env, ...found.env },
      args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
    });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(await product.start());
    // The application stands open: its first node is on the screen, with its editor.
    await page.locator('.view-line').first().waitFor();
    await page.waitForLoadState('networkidle');
    return await use(page, prepared);
  } finally {
    await browser?.close();
    await product.dispose();
  }
}

/** From the change of the address to what the selector names on the screen. */
export function openingTime(page: Page, address: string, selector: string): Promise<number> {
  return page.evaluate(
    ({ address, selector }) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        location.hash = address;
        const look = () => {
          if (document.querySelector(selector))
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
          else requestAnimationFrame(look);
        };
        look();
      }),
    { address, selector },
  );
}

/** What scrolling the list costs, and what the page holds after it. */
export async function scrollMeasurements(page: Page, list: string): Promise<readonly Measurement[]> {
  const scrolled = await frameTimes(page, list, SCROLL);
  const leapt = await frameTimes(page, list, LEAP);
  return [
    {
      name: 'work per frame while scrolling, median',
      value: quantile(scrolled, 0.5),
      unit: 'ms',
      note: 'main thread of the page',
    },
    {
      name: 'work per frame while scrolling, p95',
      value: quantile(scrolled, 0.95),
      unit: 'ms',
      target: { atMost: 8 },
      note: `${SCROLL.frames} frames of three rows each: a screen in a sixth of a second`,
    },
    {
      name: 'work per frame while the bar is dragged, p95',
      value: quantile(leapt, 0.95),
      unit: 'ms',
      note: `${LEAP.frames} frames of a screen and a half each: every row is another`,
    },
    {
      name: 'heap of the page',
      value: await heapOf(page),
      unit: 'MB',
      target: { atMost: 300 },
      note: 'after all of the above',
    },
  ];
}

/** What the main thread does in each frame: the time it computed in its tasks, from a recording of the browser's own. */
async function frameTimes(
  page: Page,
  selector: string,
  { frames, by }: { readonly frames: number; readonly by: number },
): Promise<readonly number[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser to record it');
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'blink.user_timing'] });
  await page.evaluate(
    async ({ selector, frames, by }) => {
      const list = document.querySelector(selector);
      if (!list) throw new Error('there is no list');
      list.scrollTop = 0;
      for (let i = 0; i < frames; i++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        performance.mark('bench frame');
        list.scrollTop += by;
      }
    },
    { selector, frames, by },
  );
  const { traceEvents } = recorded.parse(JSON.parse((await browser.stopTracing()).toString()));
  const marks = traceEvents.filter(({ name }) => name === 'bench frame');
  const [first] = marks;
  const work = marks.map(({ ts }) => ({ ts, work: 0 }));
  for (const { name, ts, dur, tdur, pid, tid } of traceEvents) {
    if (pid !== first?.pid || tid !== first.tid || !/RunTask$/.test(name)) continue;
    const frame = work.findLast((each) => each.ts <= ts + dur);
    if (frame) frame.work += (tdur ?? dur) / 1000;
  }
  // The first one begins the scrolling and the last one ends the recording.
  return work.slice(1, -1).map((frame) => frame.work);
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

/** Megabytes that are in use after a collection. */
async function heapOf(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}
