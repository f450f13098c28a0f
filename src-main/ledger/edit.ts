import { isMap, isSeq, YAMLSeq } from 'yaml';
import type { LedgerRule, NewLedgerRule } from '../../shared/api/ledger.ts';
import { readLedger } from './read.ts';
import { ruleSchema } from './schema.ts';

export type LedgerEdit =
  | { readonly ok: true; readonly text: string; readonly id: string }
  | { readonly ok: false; readonly message: string };

const HEAD = `# Differences between the two paths that are accepted. Each rule hides only what it names, until it expires.
`;

/** The text with one more rule; comments and everything else stay as they are. */
export function withRule(text: string, given: NewLedgerRule): LedgerEdit {
  const { document, diagnostics, rules } = readLedger(text);
  if (diagnostics.some(({ code }) => code === 'yaml-syntax'))
    return { ok: false, message: 'equivalences.yml is no valid YAML: mend it before rules are added' };
  const id = given.id ?? freeId(given, new Set(rules.map((rule) => rule.id)));
  if (rules.some((rule) => rule.id === id)) return { ok: false, message: `There is a rule ${id} already` };
  const entry = written({ ...given, id });
  const parsed = ruleSchema.safeParse(entry);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, message: `${issue?.path.join('.') ?? 'rule'}: ${issue?.message ?? 'not valid'}` };
  }
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
  return { ok: true, id, text: text.trim() === '' ? HEAD + out : out };
}

/** The text without one rule. */
export function withoutRule(text: string, id: string): LedgerEdit {
  const { document } = readLedger(text);
  const list: unknown = document.get('rules', true);
  const at = isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get('id') === id) : -1;
  if (!isSeq(list) || at < 0) return { ok: false, message: `There is no rule ${id} in equivalences.yml` };
  list.delete(at);
  return { ok: true, id, text: document.toString({ lineWidth: 0 }) };
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
