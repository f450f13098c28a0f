import { expect, type Locator, type Page } from '@playwright/test';

/** The two paths side by side, live or recorded. */
export class Debugger {
  private readonly page: Page;
  readonly steps: Locator;
  readonly card: Locator;
  readonly timeline: Locator;
  readonly divergences: Locator;
  readonly results: Locator;

  constructor(page: Page) {
    this.page = page;
    this.steps = page.getByRole('treegrid', { name: 'Aligned steps' });
    this.card = page.getByRole('region', { name: /^(First|Later) divergence$/ });
    this.timeline = page.getByRole('slider', { name: 'Position in the comparison' });
    this.divergences = page.getByRole('list', { name: 'Divergences' }).getByRole('listitem');
    this.results = page.getByRole('region', { name: 'Results' });
  }

  /** Rows of steps that were reached, by name. */
  row(name: string): Locator {
    return this.steps.locator('[role=row][data-status]').filter({
      has: this.page.getByRole('gridcell', { name: new RegExp(`(^|\\s)${name}\\b`) }),
    });
  }

  get selected(): Locator {
    return this.steps.locator('[role=row][aria-selected=true]');
  }

  /** The name of the selected step, then what stands in each path's column. */
  cell(row: Locator, column: 'name' | 'reference' | 'direct'): Locator {
    return row.getByRole('gridcell').nth(['name', 'reference', 'direct'].indexOf(column));
  }

  /** Every row that is in view was read. */
  async settled(): Promise<void> {
    await expect(this.steps.locator('[role=row][aria-busy=true]')).toHaveCount(0);
  }

  async expectAt(name: string): Promise<void> {
    await expect(this.cell(this.selected, 'name')).toContainText(name);
  }

  async tab(name: 'Variables' | 'Contracts' | 'Effects' | 'Events' | 'Stack'): Promise<Locator> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
    return this.panel(name);
  }

  panel(name: string): Locator {
    return this.page.getByRole('tabpanel', { name: new RegExp(`^${name}`) });
  }

  variable(name: string): Locator {
    return this.page.locator(`tr[data-variable="${name}"]`);
  }

  get variables(): Locator {
    return this.page.locator('tr[data-variable]');
  }

  /** A source pane by the label of its text. */
  source(label: string | RegExp): Locator {
    return this.page
      .locator('.monaco-editor')
      .filter({ has: this.page.getByRole('textbox', { name: label }) });
  }

  /** The bars of one path over time. */
  track(path: 'reference' | 'direct'): Locator {
    return this.timeline.locator(`[data-track="${path}"]`);
  }

  /** Marks over the timeline where breakpoints stop. */
  get stops(): Locator {
    return this.page.getByRole('group', { name: 'Marks' }).locator('[data-mark=breakpoint]');
  }

  /** `59 events · 1.4 s`: grows with whatever a path does. */
  get progress(): Locator {
    return this.page.getByText(/^\d+ events · /);
  }

  /** Drags over the timeline, from one part of its width to another. */
  async scrub(from: number, to: number): Promise<void> {
    const box = await this.timeline.boundingBox();
    if (!box) throw new Error('the timeline is not on the page');
    const { mouse } = this.page;
    const y = box.y + box.height / 2;
    await mouse.move(box.x + box.width * from, y);
    await mouse.down();
    await mouse.move(box.x + box.width * to, y);
    await mouse.up();
  }

  get paths(): Locator {
    return this.page.getByRole('combobox', { name: 'Paths that the controls move' });
  }
}
