import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/snippet/register';
// The feature of that name registers inline suggestions only; this is the list of completions.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/javascript/register';
import 'monaco-editor/languages/definitions/python/register';
import * as monaco from 'monaco-editor/editor/editor.api';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { type Theme, useTheme } from '../../app/theme.ts';
import { readTokens, themeData } from './themes.ts';
import { vspConfiguration, vspLanguage } from './vsp-language.ts';

export type Monaco = typeof monaco;

let ready = false;

/** Monaco with what Parallax uses of it: three languages, two themes from our own tokens, one worker. */
export function setUpMonaco(): Monaco {
  if (ready) return monaco;
  ready = true;
  self.MonacoEnvironment = { getWorker: () => new EditorWorker() };
  monaco.languages.register({ id: 'vsp', extensions: ['.vsp'], aliases: ['Semantic node'] });
  monaco.languages.setLanguageConfiguration('vsp', vspConfiguration);
  monaco.languages.setMonarchTokensProvider('vsp', vspLanguage);
  const paint = (theme: Theme) => {
    monaco.editor.defineTheme('parallax', themeData(theme, readTokens()));
    monaco.editor.setTheme('parallax');
  };
  paint(useTheme.getState().theme);
  useTheme.subscribe((now, before) => {
    if (now.theme !== before.theme) paint(now.theme);
  });
  return monaco;
}
