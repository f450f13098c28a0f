import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

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
