import { expect, type Locator, type Page } from '@playwright/test';
import { Breakpoints } from './breakpoints.ts';
import { Debugger } from './debugger.ts';
import { Dialogs } from './dialogs.ts';
import { Editor } from './editor.ts';
import { Explorer } from './explorer.ts';
import { Ledger } from './ledger.ts';
import { Palette } from './palette.ts';
import { Providers } from './providers.ts';
import { Replay } from './replay.ts';
import { RunForm } from './run-form.ts';
import { Runs } from './runs.ts';

/** One open page of the product, and what is on it. */
export class Application {
  readonly page: Page;
  readonly explorer: Explorer;
  readonly editor: Editor;
  readonly runForm: RunForm;
  readonly debugger: Debugger;
  readonly breakpoints: Breakpoints;
  readonly replay: Replay;
  readonly runs: Runs;
  readonly palette: Palette;
  readonly ledger: Ledger;
  readonly providers: Providers;
  readonly dialogs: Dialogs;
  /** Exceptions that nobody caught and errors that were logged: there are to be none. */
  private readonly failures: string[] = [];
  private readonly forgiven: RegExp[] = [];

  constructor(page: Page) {
    this.page = page;
    this.explorer = new Explorer(page);
    this.editor = new Editor(page);
    this.runForm = new RunForm(page);
    this.debugger = new Debugger(page);
    this.breakpoints = new Breakpoints(page);
    this.replay = new Replay(page);
    this.runs = new Runs(page);
    this.palette = new Palette(page);
    this.ledger = new Ledger(page);
    this.providers = new Providers(page);
    this.dialogs = new Dialogs(page);
    page.on('pageerror', (error) => this.failures.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.failures.push(`${message.text()} ${message.location().url}`);
    });
  }

  /** Takes away reports that a test brought about itself, now and later. */
  forgive(report: RegExp): void {
    this.forgiven.push(report);
  }

  unexpected(): readonly string[] {
    return this.failures.filter((failure) => !this.forgiven.some((report) => report.test(failure)));
  }

  /** Opens the address that the server printed and waits until the workspace is there. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.ready();
  }

  async ready(): Promise<void> {
    // Waited for, not expected: each look of an expectation that fails describes the whole page.
    await this.explorer.list.waitFor();
    await expect(this.explorer.node('order_total_v1')).toBeVisible();
  }

  /** From an open node to the debugger. */
  async run(): Promise<void> {
    await this.runForm.ready();
    await this.page.keyboard.press('F5');
    await this.debugger.steps.waitFor();
  }

  /** The main job: the order total, run until the paths part. */
  async runToDivergence(): Promise<void> {
    await this.run();
    await expect(this.status).toContainText('stopped on divergence');
  }

  async goTo(view: 'Nodes' | 'Debugger' | 'Runs' | 'Models' | 'Ledger'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click();
  }

  async expectStatus(text: RegExp): Promise<void> {
    await expect(this.status).toContainText(text, { timeout: 30_000 });
  }

  get status(): Locator {
    return this.page.getByRole('contentinfo');
  }

  /** Something that is said at once, by its words: editor and docks have empty places for theirs. */
  alert(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text });
  }

  /** A button of the debug toolbar by what it does. */
  control(name: string): Locator {
    return this.page.getByRole('toolbar', { name: 'Debug' }).getByRole('button', { name, exact: true });
  }

  /** The tab of a docked panel. */
  panelTab(title: string | RegExp): Locator {
    return this.page.locator('.dv-tab').filter({ hasText: title, visible: true });
  }
}
