import type { Locator, Page } from '@playwright/test';

/** The list of recorded runs. */
export class Runs {
  readonly region: Locator;
  readonly grid: Locator;

  constructor(page: Page) {
    this.region = page.getByRole('region', { name: 'Recorded runs' });
    this.grid = this.region.getByRole('grid', { name: 'Runs, newest first' });
  }

  /** Rows without the heading, from the newest. */
  get rows(): Locator {
    return this.grid.getByRole('rowgroup').getByRole('row');
  }

  get node(): Locator {
    return this.region.getByRole('combobox', { name: 'Node' });
  }

  get outcome(): Locator {
    return this.region.getByRole('combobox', { name: 'Outcome' });
  }
}
