import type { Locator, Page } from '@playwright/test';

/** Accepted differences: the form, the cards, and the ledger itself. */
export class Ledger {
  private readonly page: Page;
  /** Where a rule is written, new or not. */
  readonly form: Locator;
  /** The card of an accepted difference. */
  readonly card: Locator;
  readonly region: Locator;

  constructor(page: Page) {
    this.page = page;
    this.form = page.getByRole('dialog').filter({ has: page.getByRole('textbox', { name: 'Reason' }) });
    this.card = page.getByRole('region', { name: /^Accepted difference/ });
    this.region = page.getByRole('region', { name: 'Ledger of accepted differences' });
  }

  /** Rows without the heading. */
  get rules(): Locator {
    return this.region.getByRole('grid', { name: 'Rules' }).getByRole('rowgroup').getByRole('row');
  }

  field(name: string): Locator {
    return this.form.getByRole('textbox', { name, exact: true });
  }

  /** About the rule that is chosen. */
  about(id: string): Locator {
    return this.region.getByRole('region', { name: `Rule ${id}`, exact: true });
  }

  get file(): Locator {
    return this.region.getByRole('region', { name: /^Lines of the rule in equivalences.yml$/ });
  }

  /** What a message offers: to take back what it tells of. */
  get undo(): Locator {
    return this.page.getByRole('button', { name: 'Undo', exact: true });
  }
}
