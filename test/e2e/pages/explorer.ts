import { expect, type Locator, type Page } from '@playwright/test';

/** The sidebar: nodes, call stack, recent runs. */
export class Explorer {
  readonly list: Locator;
  readonly recent: Locator;
  readonly stack: Locator;

  constructor(page: Page) {
    this.list = page.getByRole('region', { name: 'Nodes' });
    this.recent = page.getByRole('region', { name: 'Recent runs' });
    this.stack = page.getByRole('region', { name: 'Call stack' });
  }

  node(id: string): Locator {
    return this.list.getByRole('button', { name: id });
  }

  async open(id: string): Promise<void> {
    await this.node(id).click();
    await expect(this.node(id)).toHaveAttribute('aria-current', 'true');
  }
}
