import type { languages } from 'monaco-editor/editor/editor.api';

/** A node is YAML whose strings hold expressions; both are coloured. */
export const vspConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '#' },
  brackets: [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"', notIn: ['string'] },
    { open: "'", close: "'", notIn: ['string'] },
  ],
  onEnterRules: [{ beforeText: /:\s*[|>]?\s*$/, action: { indentAction: 1 } }],
  folding: { offSide: true },
};

export const vspLanguage: languages.IMonarchLanguage = {
  defaultToken: '',
  ignoreCase: false,
  logic: ['AND', 'OR', 'NOT', 'IN', 'CONTAINS', 'IS', 'NULL', 'FORALL', 'EXISTS', 'old'],
  functions: [
    ...[
      'SUM',
      'COUNT',
      'AVG',
      'MIN',
      'MAX',
      'ABS',
      'ROUND',
      'FLOOR',
      'CEIL',
      'LEN',
      'UPPER',
      'LOWER',
      'TRIM',
    ],
    ...['SUBSTRING', 'REPLACE', 'SPLIT', 'JOIN', 'STARTS_WITH', 'ENDS_WITH', 'MATCHES', 'SORT', 'UNIQUE'],
    ...['FIRST', 'LAST', 'KEYS', 'VALUES', 'RANGE', 'COALESCE', 'ADD_SECONDS', 'YEAR', 'MONTH', 'DAY'],
    ...['HOUR', 'MINUTE', 'SECOND', 'current_timestamp', 'current_year', 'uuid', 'random'],
  ],
  tokenizer: {
    root: [
      [/^(\s*)(#.*)$/, ['', 'comment']],
      [/(\s)(#.*)$/, ['', 'comment']],
      [
        /^(\s*(?:-\s+)*)([\w.$-]+)(\s*:)(?=\s*[|>][+-]?\s*$)/,
        ['', 'key', { token: 'delimiter', next: '@block' }],
      ],
      [/(operation)(\s*:\s*)([\w.]+)/, ['key', 'delimiter', 'predefined']],
      [/(pattern)(\s*:\s*)("(?:[^"\\]|\\.)*"|'[^']*')/, ['key', 'delimiter', 'string']],
      [/(type)(\s*:\s*)([\w<>, ]+?)(?=\s*[,}#]|\s*$)/, ['key', 'delimiter', 'type']],
      [/[\w.$-]+(?=\s*:(?:\s|$))/, 'key'],
      [/"/, 'string', '@double'],
      [/'/, 'string', '@single'],
      [/\b(?:true|false|null|yes|no)\b/, 'constant'],
      // A number is one only where it is the whole value; an apostrophe within a word opens nothing.
      [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=\s*(?:[,}\]#]|$))/, 'number'],
      [/[\w.]+(?:'\w*)?/, ''],
      [/[{}[\](),:-]/, 'delimiter'],
    ],
    block: [
      [/^\S/, { token: '@rematch', next: '@pop' }],
      [/^(\s*)(?=(?:-\s+)*[\w.$-]+\s*:(?:\s|$))/, { token: '@rematch', next: '@pop' }],
      [/.*/, 'string'],
    ],
    double: [
      [/\\./, 'string.escape'],
      [/\{\{|\}\}/, 'string.escape'],
      [/"/, 'string', '@pop'],
      { include: '@expression' },
      [/./, 'string'],
    ],
    single: [[/''/, 'string.escape'], [/'/, 'string', '@pop'], { include: '@expression' }, [/./, 'string']],
    expression: [
      [/\{(?=[^{}]*\})/, 'placeholder'],
      [/\}/, 'placeholder'],
      [/\b\d+(?:\.\d+)?\b/, 'number'],
      [/[A-Za-z_]\w*/, { cases: { '@logic': 'keyword', '@functions': 'function', '@default': 'string' } }],
      [/==|!=|<=|>=|=>|\/\/|[<>*/%+]/, 'operator'],
    ],
  },
};
