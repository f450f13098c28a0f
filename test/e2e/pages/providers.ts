import type { Locator, Page } from '@playwright/test';

/** Language models: one request, what each wire loses of it, and the lanes. */
export class Providers {
  readonly region: Locator;
  readonly form: Locator;
  readonly matrix: Locator;
  readonly importDialog: Locator;
  readonly providerDialog: Locator;
  readonly example: Locator;
  readonly json: Locator;
  readonly chips: Locator;
  /** What OpenAI's SDKs are pointed at while the proxy runs. */
  readonly proxyUrl: Locator;

  constructor(page: Page) {
    this.region = page.getByRole('region', { name: 'Providers', exact: true });
    this.form = this.region.getByRole('tabpanel', { name: 'Request' });
    this.matrix = page.getByRole('table', { name: 'What every model would lose' });
    this.importDialog = page.getByRole('dialog', { name: 'Import a request' });
    this.providerDialog = page.getByRole('dialog', { name: 'Add a provider' });
    this.example = this.region.getByRole('combobox', { name: 'Example' });
    this.json = this.form.getByRole('textbox', { name: 'Request as JSON' });
    this.chips = this.region.getByRole('list', { name: 'Fields that are set' }).getByRole('button');
    this.proxyUrl = this.region
      .getByRole('region', { name: 'Recording proxy' })
      .getByRole('definition')
      .first()
      .getByRole('code');
  }

  tab(
    name: 'Request' | 'What would it lose' | 'Lanes' | 'Proxy' | 'Providers' | 'Settings' | 'Stream',
  ): Locator {
    return this.region.getByRole('tab', { name });
  }

  /** A chip: a field that is set. */
  field(name: RegExp): Locator {
    return this.chips.and(this.region.getByRole('button', { name }));
  }

  /** Ticks models, and runs the request on them. */
  async run(...targets: readonly string[]): Promise<void> {
    await this.tab('What would it lose').click();
    for (const target of targets)
      await this.matrix.getByRole('checkbox', { name: `Run ${target} as` }).check();
    await this.region.getByRole('button', { name: /^Run \d+ lane/ }).click();
  }

  /** Models that the request is not to be sent to any more. */
  async unchoose(...targets: readonly string[]): Promise<void> {
    await this.tab('What would it lose').click();
    for (const target of targets)
      await this.matrix.getByRole('checkbox', { name: `Run ${target} as` }).uncheck();
  }

  /** What the dialog for files hands over, for a message counted from 1; the button opens a dialog of the system. */
  attachment(message: number): Locator {
    return this.form.locator('input[type="file"]').nth(message - 1);
  }

  lane(target: string): Locator {
    return this.region.getByRole('region', { name: target, exact: true });
  }

  /** Where two answers differ. */
  difference(place: string): Locator {
    return this.region
      .getByRole('table', { name: 'Differences of the answers' })
      .getByRole('row', { name: place });
  }

  /** What is shown between the lanes. */
  between(tab: 'Answers compared' | 'Requests compared' | 'Settings' | 'Stream'): Locator {
    return this.region.getByRole('tabpanel', { name: tab });
  }

  /** A call that the proxy recorded, by the model it asked for. */
  call(model: string): Locator {
    return this.region.getByRole('table', { name: 'Recorded calls' }).getByRole('row', { name: model });
  }

  /** A model of the provider that is looked at. */
  model(name: string): Locator {
    return this.region.getByRole('table', { name: /^Models of / }).getByRole('row', { name });
  }

  cell(target: string, field: string): Locator {
    return this.matrix.getByRole('button', { name: new RegExp(`^${target}, ${field}: `) });
  }

  losses(target: string): Locator {
    return this.region.getByRole('region', { name: `Losses of ${target}` });
  }

  wire(target: string): Locator {
    return this.region.getByRole('region', { name: `Effective request of ${target}` });
  }

  /** Into the JSON, where its cursor is: what is typed gets the editor's closing brackets. */
  async paste(text: string): Promise<void> {
    await this.json.evaluate((element, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  async import(text: string): Promise<void> {
    await this.region.getByRole('button', { name: 'Import…' }).click();
    await this.importDialog.getByRole('textbox', { name: 'Request', exact: true }).fill(text);
    await this.importDialog.getByRole('button', { name: 'Import', exact: true }).click();
  }
}
