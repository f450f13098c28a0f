import type { Locator, Page } from '@playwright/test';

/** The panel of breakpoints, the dialog in which one is entered, and the log. */
export class Breakpoints {
  private readonly page: Page;
  readonly items: Locator;
  readonly dialog: Locator;
  readonly log: Locator;

  constructor(page: Page) {
    this.page = page;
    this.items = page.getByRole('list', { name: 'Breakpoints' }).getByRole('listitem');
    this.dialog = page.getByRole('dialog', { name: /^(New breakpoint|Breakpoint \d+)$/ });
    this.log = page.getByRole('list', { name: 'Log' }).getByRole('listitem');
  }

  item(text: string): Locator {
    return this.items.filter({ has: this.enabled(text) });
  }

  enabled(text: string): Locator {
    return this.page.getByRole('checkbox', { name: `Enable ${text}`, exact: true });
  }

  field(label: 'Stop at' | 'Which' | 'Only if' | 'Hit count' | 'Log instead of stopping'): Locator {
    return this.dialog.getByLabel(label);
  }

  /** Opens the dialog by its key and enters what is given. */
  async add(kind: string, which: string, more: { readonly condition?: string; readonly log?: string } = {}) {
    await this.page.keyboard.press('Control+F9');
    await this.field('Stop at').selectOption(kind);
    await this.field('Which').fill(which);
    if (more.condition !== undefined) await this.field('Only if').fill(more.condition);
    if (more.log !== undefined) await this.field('Log instead of stopping').fill(more.log);
    await this.page.keyboard.press('Enter');
  }

  /** Marks beside the text of the node that can be seen. */
  get gutter(): Locator {
    return this.page.locator('.breakpoint-glyph').filter({ visible: true });
  }
}
