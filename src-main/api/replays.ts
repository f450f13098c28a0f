import { ApiError } from '../../shared/api/error.ts';
import type {
  ApplyResult,
  BranchComparisonView,
  BranchRow,
  BranchView,
  EditPoint,
  NeededValueView,
  ProofClass,
  ProofOptions,
  ProofRow,
  ProofView,
  RerunDecision,
  RerunOptions,
  RerunPlan,
  RerunView,
  TestCaseOptions,
  TestCaseResult,
} from '../../shared/api/replay.ts';
import type { Position } from '../../shared/trace/branch.ts';
import { AppliedFixes } from '../replay/applied-fixes.ts';
import { branchesOf } from '../replay/branches.ts';
import { editPoint } from '../replay/edit-point.ts';
import { type Fix, fixOf } from '../replay/fix.ts';
import { FourColumns } from '../replay/four-columns.ts';
import type { Attempted } from '../replay/outcome.ts';
import { Proof } from '../replay/proof.ts';
import { readRun } from '../replay/recorded-run.ts';
import { prepareRerun } from '../replay/rerun.ts';
import { RerunSession } from '../replay/rerun-session.ts';
import { saveTestCase } from '../replay/save-test-case.ts';
import { hiddenInputs } from '../replay/test-case.ts';
import { Changes } from './changes.ts';
import type { Engine } from './engine.ts';
import { requireTrust } from './trust.ts';

/** Ended re-runs and proofs, and branches in four columns, that stay at hand. */
const KEPT = 16;

/** `replay` of the API, on one open workspace. */
export class Replays {
  readonly #engine: Engine;
  readonly #changed: () => void;
  readonly #fixes: AppliedFixes;
  readonly #sessions = new Map<string, RerunSession>();
  readonly #proofs = new Map<string, Proof>();
  readonly #columns = new Map<string, Promise<FourColumns | undefined>>();

  /** `changed`: a run began or ended, so that lists of runs are not what they were. */
  constructor(engine: Engine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
    this.#fixes = new AppliedFixes(engine.workspace, engine.workspace.location.store);
  }

  point(comparison: string, from: Position | null): EditPoint {
    return taken(editPoint(this.#engine.replayDeps(), comparison, from));
  }

  plan(options: RerunOptions): RerunPlan {
    return taken(prepareRerun(this.#engine.replayDeps(), options)).plan;
  }

  start(options: RerunOptions): string {
    requireTrust(this.#engine.workspace);
    const deps = this.#engine.replayDeps();
    const prepared = taken(prepareRerun(deps, options));
    const missing = prepared.plan.needed.flatMap(({ where }) => where.slice(0, 1));
    if (missing.length > 0)
      throw new ApiError(
        'refused',
        `Values that were not recorded have to be given first: ${missing.join(', ')}.`,
      );
    const session = new RerunSession(deps, prepared);
    keep(this.#sessions, session.id, session);
    session.finished.then(this.#changed, this.#changed);
    return session.id;
  }

  watch(replay: string): AsyncIterable<RerunView> {
    const session = found(this.#sessions.get(replay), `re-run ${replay}`);
    const changes = new Changes(() => session.view);
    return changes.watch(session.subscribe(() => changes.notify()));
  }

  answer(replay: string, question: string, decision: RerunDecision): void {
    if (!found(this.#sessions.get(replay), `re-run ${replay}`).answer(question, decision))
      throw new ApiError('refused', 'This question is answered already.');
  }

  cancel(replay: string): void {
    found(this.#sessions.get(replay), `re-run ${replay}`).cancel();
  }

  branches(comparison: string): Promise<readonly BranchView[]> {
    return branchesOf(this.#engine.store, comparison);
  }

  async branch(comparison: string): Promise<BranchComparisonView> {
    return found(await this.#fourColumns(comparison), `branch ${comparison}`).view;
  }

  async branchRows(comparison: string, from: number, count: number): Promise<readonly BranchRow[]> {
    return found(await this.#fourColumns(comparison), `branch ${comparison}`).rows(from, count);
  }

  prove(options: ProofOptions): string {
    requireTrust(this.#engine.workspace);
    const proof = taken(Proof.start(this.#engine.replayDeps(), options));
    keep(this.#proofs, proof.id, proof);
    proof.finished.then(this.#changed, this.#changed);
    return proof.id;
  }

  watchProof(id: string): AsyncIterable<ProofView> {
    const proof = found(this.#proofs.get(id), `proof ${id}`);
    const changes = new Changes(() => proof.view);
    return changes.watch(proof.subscribe(() => changes.notify()));
  }

  proofRows(id: string, of: ProofClass | null, from: number, count: number): readonly ProofRow[] {
    return found(this.#proofs.get(id), `proof ${id}`).rows(of, from, count);
  }

  cancelProof(id: string): void {
    found(this.#proofs.get(id), `proof ${id}`).cancel();
  }

  async apply(branch: string): Promise<ApplyResult> {
    return taken(await this.#fixes.apply(branch, this.#fix(branch)));
  }

  async applyMerge(branch: string, text: string, theirsHash: string): Promise<ApplyResult> {
    return taken(await this.#fixes.applyMerge(branch, this.#fix(branch), text, theirsHash));
  }

  async applied(branch: string): Promise<string | null> {
    return this.#fixes.of(branch);
  }

  async undo(branch: string): Promise<void> {
    taken(await this.#fixes.undo(branch));
  }

  testCaseNeeds(comparison: string): readonly NeededValueView[] {
    const { present } = this.#engine.replayDeps();
    return hiddenInputs(taken(readRun(this.#engine.store, comparison, present)).inputs);
  }

  async saveTestCase(options: TestCaseOptions): Promise<TestCaseResult> {
    return taken(await saveTestCase(this.#engine.replayDeps(), this.#engine.workspace, options));
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) session.cancel();
    for (const proof of this.#proofs.values()) proof.cancel();
    await Promise.allSettled([
      ...[...this.#sessions.values()].map((session) => session.finished),
      ...[...this.#proofs.values()].map((proof) => proof.finished),
    ]);
  }

  #fix(branch: string): Fix {
    const summary = found(this.#engine.store.comparison(branch), `comparison ${branch}`);
    return taken(fixOf(this.#engine.replayDeps(), summary));
  }

  #fourColumns(comparison: string): Promise<FourColumns | undefined> {
    const known = this.#columns.get(comparison);
    if (known) return known;
    const opened = FourColumns.open(this.#engine.store, comparison);
    keep(this.#columns, comparison, opened);
    // What is not there yet is looked for afresh the next time.
    opened.then(
      (found) => found ?? this.#columns.delete(comparison),
      () => this.#columns.delete(comparison),
    );
    return opened;
  }
}

/** The oldest are let go; what runs is held by itself. */
function keep<T>(map: Map<string, T>, id: string, value: T): void {
  map.set(id, value);
  for (const oldest of map.keys()) {
    if (map.size <= KEPT) return;
    map.delete(oldest);
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ApiError('not_found', `There is no ${what}.`);
  return value;
}

function taken<T>(attempted: Attempted<T>): T {
  if (attempted.ok) return attempted.value;
  throw new ApiError(attempted.code === 'needs_values' ? 'refused' : attempted.code, attempted.message);
}
