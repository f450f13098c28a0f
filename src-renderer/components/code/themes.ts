import type { editor } from 'monaco-editor/editor/editor.api';
import type { Theme } from '../../app/theme.ts';

const TOKENS = [
  'bg-0',
  'bg-1',
  'bg-2',
  'bg-3',
  'line',
  'line-strong',
  'fg-0',
  'fg-1',
  'fg-2',
  'accent',
  'bad',
  'warn',
  'ok',
  'syn-key',
  'syn-string',
  'syn-number',
  'syn-comment',
  'syn-keyword',
  'syn-function',
] as const;
type Token = (typeof TOKENS)[number];

/** The colours now in force, as Monaco wants them: hexadecimal. */
export function readTokens(): Record<Token, string> {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    TOKENS.map((name) => [name, longHex(style.getPropertyValue(`--${name}`).trim())]),
  ) as Record<Token, string>;
}

/** A stylesheet may say `#fff` where Monaco takes `#ffffff` only. */
export function longHex(colour: string): string {
  return /^#[\da-f]{3}$/i.test(colour) ? colour.replace(/[\da-f]/gi, '$&$&') : colour;
}

export function themeData(theme: Theme, colour: Record<Token, string>): editor.IStandaloneThemeData {
  const rule = (token: string, name: Token, fontStyle?: string) => ({
    token,
    foreground: colour[name].slice(1),
    ...(fontStyle ? { fontStyle } : {}),
  });
  return {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      rule('', 'fg-0'),
      rule('key', 'syn-key'),
      rule('type', 'syn-function'),
      rule('string', 'syn-string'),
      rule('string.escape', 'syn-number'),
      rule('number', 'syn-number'),
      rule('comment', 'syn-comment', 'italic'),
      rule('keyword', 'syn-keyword'),
      rule('operator', 'fg-1'),
      rule('delimiter', 'fg-2'),
      rule('predefined', 'syn-function'),
      rule('function', 'syn-function'),
      rule('constant', 'syn-keyword'),
      rule('identifier', 'fg-0'),
      rule('placeholder', 'syn-number'),
    ],
    colors: {
      'editor.background': colour['bg-0'],
      'editor.foreground': colour['fg-0'],
      'editorLineNumber.foreground': colour['fg-2'],
      'editorLineNumber.activeForeground': colour['fg-0'],
      'editor.lineHighlightBackground': colour['bg-1'],
      'editor.lineHighlightBorder': '#00000000',
      'editorIndentGuide.background1': colour['line'],
      'editorIndentGuide.activeBackground1': colour['line-strong'],
      'editorWidget.background': colour['bg-2'],
      'editorWidget.border': colour['line-strong'],
      'editorHoverWidget.background': colour['bg-2'],
      'editorHoverWidget.border': colour['line-strong'],
      'editorSuggestWidget.background': colour['bg-2'],
      'editorSuggestWidget.border': colour['line-strong'],
      'editorSuggestWidget.selectedBackground': colour['bg-3'],
      // Brackets need no colours of their own.
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((n) => [`editorBracketHighlight.foreground${n}`, colour['fg-1']]),
      ),
      'editorBracketHighlight.unexpectedBracket.foreground': colour['fg-1'],
      'editorError.foreground': colour['bad'],
      'editorWarning.foreground': colour['warn'],
      'editorInfo.foreground': colour['accent'],
      // Faint enough for every colour of text to be read on both, one over the other.
      'diffEditor.removedTextBackground': `${colour['bad']}24`,
      'diffEditor.removedLineBackground': `${colour['bad']}10`,
      'diffEditor.insertedTextBackground': `${colour['ok']}24`,
      'diffEditor.insertedLineBackground': `${colour['ok']}10`,
      'scrollbarSlider.background': `${colour['line-strong']}80`,
      'editorOverviewRuler.border': '#00000000',
      focusBorder: colour['accent'],
    },
  };
}
