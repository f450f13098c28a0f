import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { FULL } from '../../support/full.ts';

type Options = Parameters<AxeBuilder['options']>[0];
type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

interface Look {
  readonly options?: Options;
  /** Selector of the part that is looked at, else the whole page. */
  readonly part?: string | undefined;
  readonly without?: string;
}

/** What axe finds on a page without frames. */
export async function violationsIn(page: Page, { options, part, without }: Look = {}): Promise<Violations> {
  const there = await page.evaluate(() => 'axe' in globalThis);
  // Half a megabyte of source, which would be given to the page twice for each look; nothing to gather from
  // other frames either, for which axe would open a page.
  const axe = new AxeBuilder({ page, ...(there && { axeSource: ';' }) }).setLegacyMode();
  axe.options({ ...options, resultTypes: ['violations'] });
  if (part !== undefined) axe.include(part);
  if (without !== undefined) axe.exclude(without);
  return (await axe.analyze()).violations;
}

/** Nothing at all is found, on the whole page or in a part of it. */
export async function expectFlawless(page: Page, part?: string): Promise<void> {
  const violations = await violationsIn(page, { part });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

/** It finds nothing serious, and looks at every element. */
const SERIOUS = { rules: { region: { enabled: false } } };
const COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'] };

/** A group of panels by what it shows, where all that stands beside it was looked at before. */
export const groupWith = (shows: string): string => `.dv-groupview:has(${shows})`;

/**
 * Nothing serious is found by any rule in the dark theme, in which the page is, and by those about colours in the light
 * one. Long runs look at everything in both; the others where `both` says so.
 */
export async function expectAccessible(
  page: Page,
  screen: string,
  { part, both = FULL }: { readonly part?: string; readonly both?: boolean } = {},
): Promise<void> {
  expect(await seriousIn(page, SERIOUS, part), screen).toEqual([]);
  if (!both) return;
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html[data-theme=light]')).toBeAttached();
  expect(await seriousIn(page, COLOURS, part), `${screen}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html[data-theme=dark]')).toBeAttached();
}

async function seriousIn(page: Page, options: object, part?: string): Promise<readonly string[]> {
  // The colours of code have a test of their own, beside the themes; axe would look at every word of it.
  const violations = await violationsIn(page, { options, part, without: '.view-lines' });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    );
}
