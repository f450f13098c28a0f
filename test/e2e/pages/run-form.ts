import { expect, type Locator, type Page } from '@playwright/test';

/** What a node is run with. */
export class RunForm {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get start(): Locator {
    return this.page.getByRole('button', { name: /^(Compare|Run|Starting)$/ });
  }

  async ready(): Promise<void> {
    await expect(this.start).toBeEnabled();
  }

  get testCase(): Locator {
    return this.page.getByRole('combobox', { name: 'Test case' });
  }

  /** The control of an input: `tax_rate`, or inside of one: `items[0].sku`. */
  input(path: string): Locator {
    return this.page.locator(`[id="input-${path}"]`);
  }

  /** Whether an optional input is given. */
  given(name: string): Locator {
    return this.page.getByRole('checkbox', { name: `Give ${name}`, exact: true });
  }

  add(list: string): Locator {
    return this.page.getByRole('button', { name: `Add to ${list}`, exact: true });
  }

  remove(list: string, index: number): Locator {
    return this.page.getByRole('button', { name: `Remove ${list} ${index}`, exact: true });
  }

  get json(): Locator {
    return this.page.getByRole('textbox', { name: 'Inputs' });
  }

  async as(mode: 'Form' | 'JSON'): Promise<void> {
    await this.choose('Inputs as', mode);
  }

  async choose(group: 'Inputs as' | 'Paths' | 'Effects', option: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: group }).getByText(option, { exact: true }).click();
  }

  /** Which language model a path asks instead of those that the steps name. */
  model(path: 'reference' | 'direct'): Locator {
    return this.page.getByRole('combobox', { name: `Language model of the ${path} path` });
  }

  get stopOnEntry(): Locator {
    return this.page.getByRole('checkbox', { name: 'Stop on entry' });
  }

  /** The sentences that say what is wrong with the inputs, or why the node cannot be run. */
  get problems(): Locator {
    return this.page.locator('form').getByRole('alert');
  }
}
