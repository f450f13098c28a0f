import type { Locator, Page } from '@playwright/test';

/** What-if, branches, fix and proof. */
export class Replay {
  private readonly page: Page;
  /** The panel in which changes are made. */
  readonly whatIf: Locator;
  /** Above the steps of a branch. */
  readonly bar: Locator;
  readonly columns: Locator;
  readonly proof: Locator;

  constructor(page: Page) {
    this.page = page;
    this.whatIf = page.getByRole('form', { name: 'What-if' });
    this.bar = page.getByRole('region', { name: 'Branch', exact: true });
    this.columns = page.getByRole('treegrid', { name: 'Original and branch' });
    this.proof = page.getByRole('region', { name: 'Proof of the change' });
  }

  /** A field of the step, or a variable, by its name. */
  field(name: string): Locator {
    return this.whatIf.getByRole('textbox', { name });
  }

  /** A value that was recorded as a fingerprint only. */
  secret(name: string): Locator {
    return this.whatIf.getByRole('region', { name: 'Sensitive values' }).getByLabel(name, { exact: true });
  }

  get run(): Locator {
    return this.whatIf.getByRole('button', { name: /^(Re-run|Replay)$/ });
  }

  async effects(policy: 'Recorded' | 'Ask' | 'Live' | 'Refuse'): Promise<void> {
    await this.whatIf
      .getByRole('radiogroup', { name: 'Effects after the step' })
      .getByText(policy, { exact: true })
      .click();
  }

  /** What the record does not answer. */
  get question(): Locator {
    return this.whatIf.getByRole('alert', { name: 'The record does not answer this' });
  }

  /** A line of the four columns by the name of its step. */
  row(name: string): Locator {
    return this.columns.getByRole('rowgroup').getByRole('row').filter({ hasText: name });
  }

  /** In the order of the columns. */
  cell(row: Locator, column: 'reference' | 'direct' | 'reference′' | 'direct′'): Locator {
    return row
      .getByRole('gridcell')
      .nth(['name', 'reference', 'direct', 'reference′', 'direct′'].indexOf(column));
  }

  get apply(): Locator {
    return this.page.getByRole('dialog', { name: /^Apply the change/ });
  }

  get merge(): Locator {
    return this.page.getByRole('dialog', { name: /has changed meanwhile$/ });
  }

  get testCase(): Locator {
    return this.page.getByRole('dialog', { name: 'Save as a test case' });
  }

  get proved(): Locator {
    return this.proof.getByRole('grid', { name: 'Proved runs' }).getByRole('rowgroup').getByRole('row');
  }
}
