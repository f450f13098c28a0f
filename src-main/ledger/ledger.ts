import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { LedgerRule, LedgerView, NewLedgerRule } from '../../shared/api/ledger.ts';
import type { Diagnostic } from '../../shared/node/source.ts';
import type { AcceptedRule } from '../../shared/trace/comparison.ts';
import { compilePattern } from '../../shared/trace/policy.ts';
import type { TraceStore } from '../store/types.ts';
import { deleteFile, type FileResult, readText, saveText } from '../workspace/files.ts';
import { LEDGER_FILE, type WorkspaceLocation } from '../workspace/location.ts';
import { LedgerCounts } from './counts.ts';
import { type LedgerEdit, withChangedRule, withoutRule, withRules } from './edit.ts';
import { type LedgerReading, type ReadRule, readLedger } from './read.ts';

/** Comparisons that are looked at to see whether a rule's node has been run at all. */
const RECENT = 500;
/** Comparisons that are listed for a rule. */
const LISTED = 20;

/** An edit of the file: the text before, null where there was none, and the hash of the text after. */
export interface LedgerChange {
  readonly rules: readonly string[];
  readonly before: string | null;
  readonly after: string;
}

/** The equivalence ledger of a workspace: the differences that somebody has accepted, read anew whenever it is asked. */
export class Ledger {
  readonly counts: LedgerCounts;
  readonly #location: WorkspaceLocation;
  readonly #now: () => number;
  #known: { readonly text: string; readonly reading: LedgerReading } | null = null;

  constructor(location: WorkspaceLocation, now: () => number) {
    this.#location = location;
    this.#now = now;
    this.counts = new LedgerCounts(join(location.store, 'ledger.jsonl'));
  }

  /** The rules that hold today in comparisons of this node. */
  rulesFor(node: string): readonly AcceptedRule[] {
    const today = this.#now();
    return this.#reading()
      .rules.filter((rule) => !isExpired(rule, today) && concerns(rule, node))
      .map(({ id, step, path, kind, tolerance }) => ({ id, step, path, kind, tolerance }));
  }

  /** Another text wherever other rules hold: the file's, and how many of its rules have expired. */
  get state(): string {
    const today = this.#now();
    const { text, reading } = this.#read();
    return `${reading.rules.filter((rule) => isExpired(rule, today)).length} ${text}`;
  }

  /** What is wrong with the file. */
  get diagnostics(): readonly (Diagnostic & { readonly file: string })[] {
    return this.#reading().diagnostics.map((each) => ({ ...each, file: LEDGER_FILE }));
  }

  /** The rules with what they accepted; nothing is reported as unused while its node has no recorded comparison. */
  view(store: Pick<TraceStore, 'comparisons' | 'comparison'>): LedgerView {
    const { rules, diagnostics } = this.#reading();
    const today = this.#now();
    const counts = this.counts.byRule();
    const review: Diagnostic[] = [];
    const recorded = rules.length === 0 ? [] : store.comparisons({ limit: RECENT });
    const views = rules.map(({ range, ...rule }) => {
      const accepted = counts.get(rule.id) ?? [];
      const hidden = accepted.reduce((sum, each) => sum + each.hidden, 0);
      const unused = hidden === 0 && recorded.some(({ node }) => concerns(rule, node));
      const expired = isExpired(rule, today);
      if (expired) {
        const message = `Rule ${rule.id} expired on ${rule.expires} and accepts nothing any more.`;
        const suggestion = `Remove it, or ask ${rule.owner} whether it still holds.`;
        review.push({ code: 'expired-rule', severity: 'warning', message, range, suggestion });
      } else if (unused) {
        const message = `Rule ${rule.id} has accepted nothing in any recorded comparison.`;
        const suggestion = 'Remove it, or check its step and path.';
        review.push({ code: 'unused-rule', severity: 'warning', message, range, suggestion });
      }
      const state = expired ? ('expired' as const) : unused ? ('unused' as const) : ('active' as const);
      const recent: { comparison: string; hidden: number }[] = [];
      for (const each of accepted.toReversed()) {
        if (recent.length >= LISTED) break;
        if (store.comparison(each.comparison)) recent.push(each);
      }
      return { ...rule, state, line: range.line, hidden, comparisons: accepted.length, recent };
    });
    return { owner: userName(), file: LEDGER_FILE, rules: views, diagnostics: [...diagnostics, ...review] };
  }

  /** All of them or none. */
  add(rules: readonly NewLedgerRule[]): Promise<FileResult<LedgerChange>> {
    return this.#edit((text) => withRules(text, rules));
  }

  change(rule: LedgerRule): Promise<FileResult<LedgerChange>> {
    return this.#edit((text) => withChangedRule(text, rule));
  }

  remove(id: string): Promise<FileResult<LedgerChange>> {
    return this.#edit((text) => withoutRule(text, id));
  }

  /** Takes an edit back, to the letter; refused once the file is not what the edit left. */
  async restore({ before, after }: LedgerChange): Promise<FileResult<void>> {
    const { folder } = this.#location;
    if (before !== null) {
      const saved = await saveText(folder, LEDGER_FILE, before, after);
      return saved.ok ? { ok: true, value: undefined } : saved;
    }
    return deleteFile(folder, LEDGER_FILE, after);
  }

  async #edit(change: (text: string) => LedgerEdit): Promise<FileResult<LedgerChange>> {
    const { folder } = this.#location;
    const current = await readText(folder, LEDGER_FILE);
    if (!current.ok && current.code !== 'not_found') return current;
    const before = current.ok ? current.value : null;
    const edit = change(before?.text ?? '');
    if (!edit.ok) return { ok: false, code: 'conflict', message: edit.message };
    const saved = await saveText(folder, LEDGER_FILE, edit.text, before?.hash ?? null);
    if (!saved.ok) return saved;
    return { ok: true, value: { rules: edit.ids, before: before?.text ?? null, after: saved.value.hash } };
  }

  #reading(): LedgerReading {
    return this.#read().reading;
  }

  #read(): { readonly text: string; readonly reading: LedgerReading } {
    const text = textOf(join(this.#location.folder, LEDGER_FILE));
    if (this.#known?.text !== text) this.#known = { text, reading: readLedger(text) };
    return this.#known;
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** It holds to the end of its last day. */
function isExpired({ expires }: Pick<ReadRule, 'expires'>, now: number): boolean {
  return expires !== 'never' && now >= Date.parse(`${expires}T00:00:00Z`) + 24 * 60 * 60 * 1000;
}

function concerns(rule: Pick<ReadRule, 'node'>, node: string): boolean {
  return compilePattern(rule.node, false).test(node);
}
