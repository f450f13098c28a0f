import type { Diagnostic, Range, Severity } from '../../shared/node/source.ts';

interface DiagnosticKind {
  readonly severity: Severity;
  /** What it means, one line for the reference. */
  readonly doc: string;
}

/** Every code that `check` emits. docs/language.md lists the same table; a test holds them together. */
export const DIAGNOSTICS = {
  'file-too-large': {
    severity: 'error',
    doc: 'The file is longer than 400,000 characters, or has more than 120,000 words and signs.',
  },
  'file-empty': { severity: 'error', doc: 'The file holds nothing.' },
  'byte-order-mark': { severity: 'warning', doc: 'The file begins with a byte-order mark; it is ignored.' },
  'control-character': {
    severity: 'error',
    doc: 'A character that no text may hold: NUL, another control character, a lone surrogate.',
  },
  'tab-indentation': { severity: 'error', doc: 'A line is indented with a tab; YAML wants spaces.' },
  'nesting-too-deep': { severity: 'error', doc: 'YAML nested deeper than 200 levels.' },
  'yaml-syntax': { severity: 'error', doc: 'The text is not YAML.' },
  'yaml-documents': { severity: 'error', doc: 'More than one YAML document in the file.' },
  'yaml-key': { severity: 'error', doc: 'A key that is not a single word or text.' },
  'yaml-tag': { severity: 'warning', doc: 'A YAML tag; only `!!str` has a meaning, others are ignored.' },
  'alias-expansion': {
    severity: 'error',
    doc: 'Aliases that contain themselves or expand to more than 20,000 values.',
  },
  'duplicate-key': { severity: 'error', doc: 'The same key twice in one map.' },
  'wrong-structure': { severity: 'error', doc: 'A list, map or text where another of them belongs.' },
  'unquoted-placeholder': {
    severity: 'warning',
    doc: 'A placeholder without quotes, which YAML reads as a map.',
  },
  'missing-field': { severity: 'error', doc: 'A field that its place requires is not there.' },
  'unknown-field': {
    severity: 'warning',
    doc: 'A field the language does not know; it is kept and has no effect.',
  },
  'unknown-value': { severity: 'error', doc: 'A word that is none of those allowed there.' },
  'invalid-name': {
    severity: 'error',
    doc: 'A name that is not letters, digits and underscores, or is a reserved word.',
  },
  'invalid-number': {
    severity: 'error',
    doc: 'A number outside the range of its type, or where a number is needed none.',
  },
  'invalid-value': {
    severity: 'error',
    doc: 'A value that has no place in the language: not a number, infinity, a malformed tagged value.',
  },
  'invalid-duration': {
    severity: 'error',
    doc: 'A duration that is not like `30s`, `500ms`, `2m` or a number of seconds.',
  },
  'invalid-type': { severity: 'error', doc: 'A type that cannot be read.' },
  'unknown-type': { severity: 'error', doc: 'A type that is neither built in nor declared under `types`.' },
  'recursive-type': { severity: 'error', doc: 'A type that can have no finite value: it needs itself.' },
  'invalid-default': { severity: 'error', doc: 'A default that its own type cannot take.' },
  'unknown-constraint': { severity: 'error', doc: 'A constraint that is none of the known forms.' },
  'constraint-prose': { severity: 'information', doc: 'A constraint in words; it is not checked.' },
  'invalid-pattern': {
    severity: 'error',
    doc: 'A regular expression outside the subset that both runtimes share.',
  },
  'expression-syntax': { severity: 'error', doc: 'An expression that cannot be read.' },
  'expression-too-deep': { severity: 'error', doc: 'An expression nested deeper than 200 levels.' },
  'contract-syntax': {
    severity: 'error',
    doc: 'A contract with operators that cannot be read; it does not prevent a run and is not evaluated.',
  },
  'contract-prose': { severity: 'information', doc: 'A contract in words; it is not evaluated.' },
  'unknown-function': { severity: 'error', doc: 'A function the language does not have.' },
  'wrong-arguments': { severity: 'error', doc: 'A function with too few or too many arguments.' },
  'misplaced-old': { severity: 'error', doc: '`old()` outside a postcondition.' },
  'unbound-name': {
    severity: 'warning',
    doc: 'A name that nothing binds; evaluating it fails with `unbound_name`.',
  },
  'projected-operand': {
    severity: 'warning',
    doc: 'Arithmetic on a field within an aggregation: there it is the list of that field of all elements.',
  },
  'duplicate-step': { severity: 'error', doc: 'Two sibling steps of the same name.' },
  'unknown-operation': { severity: 'error', doc: 'An operation the language does not have.' },
  'unreachable-step': { severity: 'warning', doc: 'A step after a `return`: it never runs.' },
  'undeclared-output': {
    severity: 'warning',
    doc: '`return_success` gives a field that the outputs do not declare.',
  },
  'missing-output': {
    severity: 'warning',
    doc: 'A required output that is neither given nor ever assigned.',
  },
  'undeclared-error-code': {
    severity: 'warning',
    doc: '`return_error` with a code outside the declared ones.',
  },
  'undeclared-error-field': {
    severity: 'warning',
    doc: '`return_error` gives a field that the error outputs do not declare.',
  },
  'unknown-state-machine': {
    severity: 'error',
    doc: 'A transition of a state machine that is not declared.',
  },
  'undeclared-transition': {
    severity: 'warning',
    doc: 'A transition, or a state, that its machine does not declare.',
  },
  'sql-statement': {
    severity: 'error',
    doc: 'A statement that is refused: empty, several, `ATTACH`, `PRAGMA`, or with a placeholder of its own.',
  },
  'sql-placeholder': {
    severity: 'error',
    doc: 'A placeholder inside quotes or where a table or column name belongs.',
  },
  'missing-where': { severity: 'warning', doc: 'An update or delete without `where`: it changes every row.' },
  'unreachable-handler': { severity: 'warning', doc: 'A handler after one that matches every error.' },
  'capability-undeclared': {
    severity: 'warning',
    doc: 'An effect without its capability in `capabilities_required`; it will be refused.',
  },
  'capability-denied': { severity: 'warning', doc: 'An effect whose capability the node itself denies.' },
  'capability-not-granted': {
    severity: 'warning',
    doc: 'A required capability that the workspace does not grant.',
  },
  'unknown-provider': { severity: 'warning', doc: 'A provider that the workspace does not configure.' },
  'unknown-answer-field': {
    severity: 'warning',
    doc: 'A field that the answer of a language model does not have.',
  },
  'unknown-route': { severity: 'warning', doc: 'A route that the workspace does not have.' },
  'unlisted-model': {
    severity: 'information',
    doc: 'A model that its provider’s description does not list; it is asked all the same.',
  },
  'unknown-node': { severity: 'warning', doc: '`call_node` of a node that the workspace does not have.' },
  'unknown-input': {
    severity: 'warning',
    doc: 'A call or test case gives an input that the node does not declare.',
  },
  'missing-input': { severity: 'warning', doc: 'A call leaves out an input that the called node requires.' },
  'missing-handler': {
    severity: 'warning',
    doc: 'A custom operation without its file for one of the paths.',
  },
  'duplicate-test-case': { severity: 'warning', doc: 'Two test cases of the same name.' },
  'unknown-sensitive-path': {
    severity: 'information',
    doc: 'A sensitive path that names no input, output or variable.',
  },
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;

export type Suggestion = string | undefined | (() => string | undefined);

const MAX_FINDINGS = 500;

/** Collects what `check` finds. */
export class Findings {
  readonly #found: Diagnostic[] = [];
  readonly #seen = new Set<string>();
  #blocked = false;

  /** Did anything that prevents a run turn up? */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** `suggestion` may be a function: looking for the nearest name takes time that only kept findings are worth. */
  add(code: DiagnosticCode, message: string, range: Range, suggestion?: Suggestion): void {
    const { severity } = DIAGNOSTICS[code];
    if (severity === 'error' && code !== 'contract-syntax') this.#blocked = true;
    const key = `${code}:${range.line}:${range.column}:${message}`;
    if (this.#seen.has(key) || this.#found.length >= MAX_FINDINGS) return;
    this.#seen.add(key);
    const text = typeof suggestion === 'function' ? suggestion() : suggestion;
    this.#found.push({ code, severity, message, range, ...(text === undefined ? {} : { suggestion: text }) });
  }

  sorted(): Diagnostic[] {
    return this.#found.toSorted(byPosition);
  }
}

function byPosition(a: Diagnostic, b: Diagnostic): number {
  return a.range.line - b.range.line || a.range.column - b.range.column;
}
