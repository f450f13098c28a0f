import type { Locator, Page } from '@playwright/test';

/** The library of recorded runs. */
export class Runs {
  readonly page: Page;
  readonly region: Locator;
  readonly grid: Locator;
  readonly toolbar: Locator;
  readonly search: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.region = page.getByRole('region', { name: 'Recorded runs' });
    this.grid = this.region.getByRole('treegrid', { name: 'Runs' });
    this.toolbar = this.region.getByRole('toolbar', { name: 'Runs' });
    this.search = this.region.getByRole('textbox', { name: /^Search/ });
    this.dialog = page.getByRole('dialog');
  }

  /** Rows without the heading, from the newest where the list was not scrolled. */
  get rows(): Locator {
    return this.grid.getByRole('rowgroup').getByRole('row');
  }

  /** The row with this `aria-rowindex`, which counts the heading. */
  rowAt(index: number): Locator {
    return this.rows.and(this.page.locator(`[aria-rowindex="${index}"]`));
  }

  get node(): Locator {
    return this.region.getByRole('combobox', { name: 'Node' });
  }

  get outcome(): Locator {
    return this.region.getByRole('combobox', { name: 'Outcome' });
  }

  get kind(): Locator {
    return this.region.getByRole('combobox', { name: 'Kind' });
  }

  get group(): Locator {
    return this.region.getByRole('combobox', { name: 'Group' });
  }

  /** `1,500 runs · 2 selected` */
  get count(): Locator {
    return this.toolbar.getByRole('status');
  }

  /** The run that the keys are about. */
  async current(): Promise<Locator> {
    const id = await this.grid.getAttribute('aria-activedescendant');
    return this.page.locator(`[id="${id}"]`);
  }

  button(name: string): Locator {
    return this.toolbar.getByRole('button', { name });
  }

  /** A field behind "More filters". */
  async field(name: string): Promise<Locator> {
    const field = this.region.getByRole('textbox', { name });
    if (!(await field.isVisible())) await this.region.getByRole('button', { name: 'More filters' }).click();
    return field;
  }

  /** Imports bytes as a file that the user chose. */
  async import(name: string, bytes: Uint8Array): Promise<void> {
    await this.button('Import').click();
    await this.dialog
      .getByLabel('Trace file')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
    await this.dialog.getByRole('button', { name: 'Import', exact: true }).click();
  }
}
