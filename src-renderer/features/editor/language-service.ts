import type { editor, languages } from 'monaco-editor/editor/editor.api';
import type { Completion } from '../../../shared/api/api.ts';
import type { Diagnostic, Range } from '../../../shared/node/source.ts';
import { api } from '../../app/api.ts';
import type { Monaco } from '../../components/code/monaco.ts';

/** Completion, hover and findings come from the language itself, over the API. */
export function connectLanguage(monaco: Monaco): void {
  if (connected) return;
  connected = true;
  monaco.languages.registerCompletionItemProvider('vsp', {
    triggerCharacters: [' ', '.', ':', '{', '"'],
    async provideCompletionItems(model, { lineNumber, column }) {
      const found = await api()
        .nodes.complete(nodeOf(model), model.getValue(), lineNumber, column)
        .catch(() => []);
      return { suggestions: found.map((one) => suggestion(monaco, one)) };
    },
  });
  monaco.languages.registerHoverProvider('vsp', {
    async provideHover(model, { lineNumber, column }) {
      const found = await api()
        .nodes.hover(nodeOf(model), model.getValue(), lineNumber, column)
        .catch(() => null);
      return found
        ? { contents: [{ value: escapeMarkdown(found.text) }], range: monacoRange(found.range) }
        : null;
    },
  });
}

let connected = false;

/** One model for each node, so that undo and scroll outlive a look at another one. */
export function modelFor(monaco: Monaco, node: string, text: string): editor.ITextModel {
  const uri = monaco.Uri.from({ scheme: 'node', path: `/${node}.vsp` });
  return monaco.editor.getModel(uri) ?? monaco.editor.createModel(text, 'vsp', uri);
}

export function showDiagnostics(
  monaco: Monaco,
  model: editor.ITextModel,
  found: readonly Diagnostic[],
): void {
  const severities = {
    error: monaco.MarkerSeverity.Error,
    warning: monaco.MarkerSeverity.Warning,
    information: monaco.MarkerSeverity.Info,
  };
  monaco.editor.setModelMarkers(
    model,
    'parallax',
    found.map((one) => ({
      ...monacoRange(one.range),
      severity: severities[one.severity],
      message: one.suggestion ? `${one.message} ${one.suggestion}` : one.message,
      code: one.code,
    })),
  );
}

function nodeOf(model: editor.ITextModel): string {
  return model.uri.path.replace(/^\//, '').replace(/\.vsp$/, '');
}

function suggestion(monaco: Monaco, one: Completion): languages.CompletionItem {
  const kinds = monaco.languages.CompletionItemKind;
  const kind = {
    field: kinds.Property,
    operation: kinds.Module,
    type: kinds.Class,
    value: kinds.Value,
    variable: kinds.Variable,
    function: kinds.Function,
    snippet: kinds.Snippet,
  }[one.kind];
  return {
    label: one.label,
    kind,
    detail: one.detail,
    documentation: one.documentation,
    insertText: one.insertText,
    range: monacoRange(one.range),
    ...(one.snippet
      ? { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet }
      : {}),
  };
}

function monacoRange(range: Range) {
  return {
    startLineNumber: range.line,
    startColumn: range.column,
    endLineNumber: range.endLine,
    endColumn: range.endColumn,
  };
}

/** The language's texts are plain but for `code`. */
function escapeMarkdown(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replace(/[\\*_{}[\]()#+!<>~|]/g, '\\$&') : part))
    .join('`')
    .replace(/\n+/g, '\n\n');
}
