import type { Locator, Page } from '@playwright/test';

export class Palette {
  readonly dialog: Locator;
  readonly input: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog').filter({ has: page.getByRole('combobox') });
    this.input = this.dialog.getByRole('combobox');
  }

  item(name: string | RegExp): Locator {
    return this.dialog.getByRole('option', { name });
  }
}
