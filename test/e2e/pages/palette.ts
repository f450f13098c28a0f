import type { Locator, Page } from '@playwright/test';

export class Palette {
  private readonly page: Page;
  readonly dialog: Locator;
  readonly input: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog').filter({ has: page.getByRole('combobox') });
    this.input = this.dialog.getByRole('combobox');
  }

  item(name: string | RegExp): Locator {
    return this.dialog.getByRole('option', { name });
  }

  /** Does something by its name. */
  async run(name: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.input.fill(name);
    await this.item(new RegExp(name)).click();
  }
}
