import { type Document, isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import type { LedgerRule } from '../../shared/api/ledger.ts';
import { issueText } from '../../shared/issue-text.ts';
import type { Diagnostic, Range } from '../../shared/node/source.ts';
import { ruleSchema } from './schema.ts';

export interface ReadRule extends LedgerRule {
  readonly range: Range;
}

export interface LedgerReading {
  /** Only what is sound: a rule with an error accepts nothing. */
  readonly rules: readonly ReadRule[];
  readonly diagnostics: readonly Diagnostic[];
  readonly document: Document.Parsed;
}

const START: Range = { line: 1, column: 1, endLine: 1, endColumn: 1 };
const MAX_CHARACTERS = 1_000_000;

/** Reads equivalences.yml. */
export function readLedger(text: string): LedgerReading {
  const lines = new LineCounter();
  const tooLong = text.length > MAX_CHARACTERS;
  const document = parseDocument(tooLong ? '' : text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const rangeOf = (start: number, end: number): Range => {
    const [from, to] = [lines.linePos(start), lines.linePos(Math.max(start, end))];
    return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
  const diagnostics: Diagnostic[] = document.errors.map((error) => ({
    code: 'yaml-syntax',
    severity: 'error',
    message: `${error.message.split('\n')[0]}`,
    range: rangeOf(error.pos[0], error.pos[1]),
  }));
  const place = (path: readonly PropertyKey[]): Range => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number] } | undefined;
      if (node?.range) return rangeOf(node.range[0], node.range[1]);
    }
    return START;
  };
  const problem = (message: string, path: readonly PropertyKey[]): void =>
    void diagnostics.push({ code: 'invalid-rule', severity: 'error', message, range: place(path) });
  const rules: ReadRule[] = [];
  const done = (): LedgerReading => ({ rules, diagnostics, document });
  if (tooLong) problem(`equivalences.yml is longer than ${MAX_CHARACTERS} characters.`, []);
  if (diagnostics.length > 0 || document.contents === null) return done();
  if (!isMap(document.contents) || [...document.contents.items].some(({ key }) => String(key) !== 'rules')) {
    problem('equivalences.yml: expected one list, rules.', []);
    return done();
  }
  const listed = document.get('rules', true) as unknown;
  if (!isSeq(listed)) {
    if (listed !== undefined && document.get('rules') !== null) problem('rules: expected a list.', ['rules']);
    return done();
  }
  const ids = new Set<string>();
  listed.items.forEach((_, index) => {
    const path = ['rules', index];
    const parsed = ruleSchema.safeParse(plain(document, index));
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
        for (const key of unknown) problem(`${key} is no field of a rule.`, [...path, key]);
        const where = issue.path.map(String).join('.');
        const message = issueText(issue.message);
        if (unknown.length === 0)
          problem(`${where === '' ? 'rule' : where}: ${message}.`, [...path, ...issue.path]);
      }
    } else if (ids.has(parsed.data.id)) {
      problem(`There is more than one rule ${parsed.data.id}.`, [...path, 'id']);
    } else {
      ids.add(parsed.data.id);
      rules.push({ ...parsed.data, range: place(path) });
    }
  });
  return done();
}

function plain(document: Document, index: number): unknown {
  const item: unknown = document.getIn(['rules', index], true);
  try {
    return isMap(item) ? item.toJS(document, { maxAliasCount: 100 }) : item;
  } catch {
    return null;
  }
}
