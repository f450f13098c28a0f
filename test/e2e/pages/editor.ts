import { expect, type Locator, type Page } from '@playwright/test';

/** The text of a node with what stands around it. */
export class Editor {
  private readonly page: Page;
  readonly text: Locator;

  constructor(page: Page) {
    this.page = page;
    this.text = page.locator('.monaco-editor').filter({
      has: page.getByRole('textbox', { name: 'Text of the node' }),
      visible: true,
    });
  }

  /** Puts the cursor at the end of a line that can be seen. */
  async clickLine(text: string): Promise<void> {
    await this.line(text).click();
    await this.page.keyboard.press('End');
  }

  line(text: string): Locator {
    return this.text
      .locator('.view-line')
      .filter({ hasText: spaced(text) })
      .first();
  }

  /** The gutter beside a line that can be seen. */
  async clickGutter(text: string, button: 'left' | 'right' = 'left'): Promise<void> {
    let at = { x: 0, y: 0 };
    // Where it is once the text has come to rest.
    await expect
      .poll(async () => {
        const margin = await this.text.locator('.glyph-margin').first().boundingBox();
        const line = await this.line(text).boundingBox();
        if (!margin || !line) return false;
        const { y } = at;
        at = { x: margin.x + margin.width / 2, y: line.y + line.height / 2 };
        return at.y === y;
      })
      .toBe(true);
    await this.page.mouse.click(at.x, at.y, { button });
  }

  /** Goes to a line by its number, wherever it is. */
  async goToLine(line: number): Promise<void> {
    await this.text.locator('.view-lines').click();
    await this.page.keyboard.press('Control+Home');
    await this.page.keyboard.press('Control+g');
    await this.page.keyboard.type(`${line}`);
    await this.page.keyboard.press('Enter');
  }

  get problems(): Locator {
    return this.page.getByRole('list', { name: 'Problems' }).getByRole('listitem');
  }

  get suggestions(): Locator {
    return this.page.locator('.suggest-widget.visible').getByRole('option');
  }

  get hover(): Locator {
    return this.page.locator('.monaco-hover').filter({ visible: true });
  }

  async expectDirty(dirty: boolean): Promise<void> {
    const tab = this.page.locator('.dv-tab').filter({ hasText: '.vsp' }).filter({ visible: true }).first();
    const mark = tab.filter({ hasText: '●' });
    await expect(mark).toHaveCount(dirty ? 1 : 0);
  }
}

/** Monaco writes spaces as ones that do not break. */
function spaced(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \\u00a0]'));
}
