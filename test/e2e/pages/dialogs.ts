import type { Locator, Page } from '@playwright/test';

export class Dialogs {
  readonly trust: Locator;
  readonly newNode: Locator;
  readonly help: Locator;

  constructor(page: Page) {
    this.trust = page.getByRole('dialog', { name: /^Run what is in/ });
    this.newNode = page.getByRole('dialog', { name: 'New node' });
    this.help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  }

  /** What the workspace would start, line by line. */
  get wouldRun(): Locator {
    return this.trust.getByRole('list', { name: 'What would run' }).getByRole('listitem');
  }

  async accept(): Promise<void> {
    await this.trust.getByRole('button', { name: 'Trust and run' }).click();
  }

  async decline(): Promise<void> {
    await this.trust.getByRole('button', { name: 'Do not run' }).click();
  }
}
