import { type Document, isMap, isScalar, isSeq, YAMLSeq } from 'yaml';
import type { LedgerRule, NewLedgerRule } from '../../shared/api/ledger.ts';
import { issueText } from '../../shared/issue-text.ts';
import { readLedger } from './read.ts';
import { ruleSchema } from './schema.ts';

export type LedgerEdit =
  | { readonly ok: true; readonly text: string; readonly ids: readonly string[] }
  | { readonly ok: false; readonly message: string };

const HEAD = `# Differences between the two paths that are accepted. Each rule hides only what it names, until it expires.
`;

/** The text with more rules: all of them or none. */
export function withRules(text: string, given: readonly NewLedgerRule[]): LedgerEdit {
  const ids: string[] = [];
  let edited = text;
  for (const rule of given) {
    const edit = withRule(edited, rule);
    if (!edit.ok) return edit;
    edited = edit.text;
    ids.push(...edit.ids);
  }
  return { ok: true, ids, text: edited };
}

/** The text with one rule written anew where it stands; the comments of fields that stay are kept. */
export function withChangedRule(text: string, rule: LedgerRule): LedgerEdit {
  const { document } = readLedger(text);
  const entry = written(rule);
  const problem = problemOf(entry);
  if (problem !== null) return { ok: false, message: problem };
  const item = ruleItem(document, rule.id)?.item;
  if (!item) return noRule(rule.id);
  for (const { key } of [...item.items]) if (!(String(key) in entry)) item.delete(key);
  for (const [name, value] of Object.entries(entry)) {
    const known: unknown = item.get(name, true);
    // Only what is another value is written: the rest stays as somebody wrote it.
    if (isScalar(known)) {
      if (String(known.value) !== String(value)) known.value = value;
    } else item.set(name, value);
  }
  return { ok: true, ids: [rule.id], text: document.toString({ lineWidth: 0 }) };
}

/** The text with one more rule; comments and everything else stay as they are. */
function withRule(text: string, given: NewLedgerRule): LedgerEdit {
  const { document, diagnostics, rules } = readLedger(text);
  if (diagnostics.some(({ code }) => code === 'yaml-syntax'))
    return { ok: false, message: 'equivalences.yml is no valid YAML: mend it before rules are added' };
  const id = given.id ?? freeId(given, new Set(rules.map((rule) => rule.id)));
  if (rules.some((rule) => rule.id === id)) return { ok: false, message: `There is a rule ${id} already` };
  const entry = written({ ...given, id });
  const problem = problemOf(entry);
  if (problem !== null) return { ok: false, message: problem };
  if (document.contents === null) document.contents = document.createNode({ rules: [] }) as never;
  if (!isMap(document.contents)) return { ok: false, message: 'equivalences.yml: expected one list, rules' };
  let list: unknown = document.get('rules', true);
  if (!isSeq(list)) {
    list = new YAMLSeq();
    document.set('rules', list);
  }
  const sequence = list as YAMLSeq;
  sequence.flow = false;
  sequence.add(document.createNode(entry));
  const out = document.toString({ lineWidth: 0 });
  return { ok: true, ids: [id], text: text.trim() === '' ? HEAD + out : out };
}

/** The text without one rule. */
export function withoutRule(text: string, id: string): LedgerEdit {
  const { document } = readLedger(text);
  const found = ruleItem(document, id);
  if (!found) return noRule(id);
  found.list.delete(found.at);
  return { ok: true, ids: [id], text: document.toString({ lineWidth: 0 }) };
}

function ruleItem(document: Document, id: string) {
  const list: unknown = document.get('rules', true);
  if (!isSeq(list)) return undefined;
  const at = list.items.findIndex((item) => isMap(item) && String(item.get('id')) === id);
  const item = list.items[at];
  return isMap(item) ? { list, at, item } : undefined;
}

function noRule(id: string): LedgerEdit {
  return { ok: false, message: `There is no rule ${id} in equivalences.yml` };
}

function problemOf(entry: object): string | null {
  const [issue] = ruleSchema.safeParse(entry).error?.issues ?? [];
  return issue === undefined ? null : `${issue.path.join('.') || 'rule'}: ${issueText(issue.message)}`;
}

/** Fields in the order people read them. */
function written({ id, node, step, path, kind, tolerance, reason, owner, expires }: LedgerRule) {
  const extent = tolerance === null ? { ignore: true } : { tolerance };
  return { id, node, step, ...(path === '' ? {} : { path }), kind, ...extent, reason, owner, expires };
}

function freeId({ step, path, kind }: NewLedgerRule, taken: ReadonlySet<string>): string {
  const words = `${step || 'node'} ${path || kind}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const base = words.toLowerCase().slice(0, 60) || 'rule';
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  return id;
}
