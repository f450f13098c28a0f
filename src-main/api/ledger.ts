import { randomUUID } from 'node:crypto';
import type { Api } from '../../shared/api/api.ts';
import { ApiError } from '../../shared/api/error.ts';
import type { LedgerEdited, LedgerRule, LedgerView, NewLedgerRule } from '../../shared/api/ledger.ts';
import type { LedgerChange } from '../ledger/ledger.ts';
import type { FileResult } from '../workspace/files.ts';
import type { Engine } from './engine.ts';
import { unwrap } from './unwrap.ts';

/** Edits that can be taken back. */
const KEPT = 50;

/** `ledger` of the API, on one open workspace. */
export class LedgerApi implements Omit<Api['ledger'], 'list'> {
  readonly #engine: Engine;
  readonly #changed: () => void;
  readonly #edits = new Map<string, LedgerChange>();

  /** `changed`: what is accepted is not what it was, whoever changed the file. */
  constructor(engine: Engine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
    engine.workspace.onChange((change) => change === 'ledger' && changed());
  }

  view(): LedgerView {
    return this.#engine.ledger.view(this.#engine.store);
  }

  add(rules: readonly NewLedgerRule[]): Promise<LedgerEdited> {
    return this.#edited(this.#engine.ledger.add(rules));
  }

  change(rule: LedgerRule): Promise<LedgerEdited> {
    return this.#edited(this.#engine.ledger.change(rule));
  }

  remove(rule: string): Promise<LedgerEdited> {
    return this.#edited(this.#engine.ledger.remove(rule));
  }

  async undo(edit: string): Promise<LedgerView> {
    const change = this.#edits.get(edit);
    if (!change) throw new ApiError('not_found', 'This edit cannot be taken back any more.');
    unwrap(await this.#engine.ledger.restore(change));
    this.#edits.delete(edit);
    this.#changed();
    return this.view();
  }

  async #edited(work: Promise<FileResult<LedgerChange>>): Promise<LedgerEdited> {
    const change = unwrap(await work);
    const undo = randomUUID();
    this.#edits.set(undo, change);
    for (const oldest of this.#edits.keys()) {
      if (this.#edits.size <= KEPT) break;
      this.#edits.delete(oldest);
    }
    this.#changed();
    return { rules: change.rules, undo, ledger: this.view() };
  }
}
