import type { RerunDecision, RerunOptions, RerunQuestion } from '../../shared/api/replay.ts';
import type { BranchChange } from '../../shared/trace/branch.ts';
import type { Engine } from '../api/engine.ts';
import type { ComparisonResult } from '../debugger/options.ts';
import { AppliedFixes } from '../replay/applied-fixes.ts';
import { fixOf } from '../replay/fix.ts';
import { entryOf } from '../replay/position.ts';
import { Proof } from '../replay/proof.ts';
import type { RecordedPath, RecordedRun } from '../replay/recorded-run.ts';
import { type PreparedRerun, prepareRerun } from '../replay/rerun.ts';
import { RerunSession } from '../replay/rerun-session.ts';
import { saveTestCase } from '../replay/save-test-case.ts';
import { EXIT, type ExitCode, Failure } from './failure.ts';
import { jsonOf } from './json-of.ts';
import { answerChange, isSameEffect } from './replay-answers.ts';
import { fieldChange, isSameField, isSameVariable, variableChange } from './replay-changes.ts';
import { mainPath, position, type ReplayArguments } from './replay-options.ts';
import { proofText, responseLines, stepLines } from './replay-text.ts';
import { exitCodeOf, outcomeOf, pathsOf, resultText } from './result.ts';
import { isYes, Lines } from './typed-lines.ts';

export const HELP = `modify step N    change a field of step N (or of a step's path), then run again from there
set NAME JSON    set a variable at the last step that was modified (before: an input), then run again
answer N JSON    what step N is answered instead, or error:CODE; then run again from there
replay           run it again as it was, answered from the record
result           the result of the last run, in full
prove            run every stored run that reaches the change with it
apply            write the change to the node's file
undo             take the last applied change back
save NAME        keep the input and this result as a test case of the node
list             the steps again
quit`;

const PROMPT = '(replay) ';

/** What was done last, and can be proved, applied and saved. */
interface Last {
  readonly prepared: PreparedRerun;
  readonly result: ComparisonResult;
}

/** `parallax replay TRACE` with nobody saying what to do: asks, and goes on until the input ends. */
export async function converse(
  engine: Engine,
  run: RecordedRun,
  trace: string,
  given: ReplayArguments,
): Promise<ExitCode> {
  const lines = new Lines();
  const console_ = new ReplayConsole(engine, run, mainPath(run, trace), given, lines);
  try {
    return await console_.run(trace);
  } finally {
    lines.close();
  }
}

/** Where a run begins anew, and what is changed in it. */
type Asked = Pick<RerunOptions, 'from' | 'changes'>;

const AS_IT_WAS: Asked = { from: null, changes: [] };

class ReplayConsole {
  readonly #engine: Engine;
  readonly #run: RecordedRun;
  readonly #main: RecordedPath;
  readonly #given: ReplayArguments;
  readonly #lines: Lines;
  readonly #fixes: AppliedFixes;
  #asked: Asked = AS_IT_WAS;
  #values: RerunOptions['values'] = {};
  #last: Last | null = null;
  #applied: string | null = null;

  constructor(engine: Engine, run: RecordedRun, main: RecordedPath, given: ReplayArguments, lines: Lines) {
    this.#engine = engine;
    this.#run = run;
    this.#main = main;
    this.#given = given;
    this.#lines = lines;
    this.#fixes = new AppliedFixes(engine.workspace, engine.workspace.location.store);
  }

  async run(trace: string): Promise<ExitCode> {
    const { summary } = this.#run;
    const at = new Date(summary.startedAt).toISOString().slice(0, 19).replace('T', ' ');
    say(`Replaying execution: ${trace}`, `Timestamp: ${at} UTC`, '', ...stepLines(this.#main), '');
    for (;;) {
      const line = await this.#lines.ask(PROMPT);
      if (line === null) break;
      const [word = '', ...rest] = line.trim().split(/\s+/);
      if (word === 'quit' || word === 'q') break;
      try {
        await this.#obey(word, rest.join(' '));
      } catch (error) {
        // What was mistyped ends one command, not the conversation.
        if (!(error instanceof Failure)) throw error;
        say(error.message);
      }
    }
    return this.#last === null ? EXIT.equal : exitCodeOf(this.#last.result);
  }

  async #obey(word: string, rest: string): Promise<void> {
    switch (word) {
      case '':
        return;
      case 'modify':
        return this.#modify(rest);
      case 'set':
        return this.#set(rest);
      case 'answer':
        return this.#answer(rest);
      case 'replay':
        return this.#rerun(AS_IT_WAS);
      case 'result':
        return say(resultText(this.#done('run').result));
      case 'prove':
        return this.#prove();
      case 'apply':
        return this.#apply();
      case 'undo':
        return this.#undo();
      case 'save':
        return this.#save(rest);
      case 'list':
        return say(...stepLines(this.#main));
      default:
        say(...(word === 'help' || word === '?' ? [HELP] : [`There is no command ${word}:`, HELP]));
    }
  }

  async #modify(rest: string): Promise<void> {
    const [, name = '', inline = ''] = /^(?:step\s+)?(\S+)\s*(.*)$/.exec(rest) ?? [];
    if (name === '') throw new Failure('usage', 'Name a step: modify step 3.');
    const from = position(this.#run, this.#main, name);
    const typed = inline === '' ? await this.#lines.ask('  Change: ') : inline;
    if (typed === null || typed.trim() === '') return;
    const change = fieldChange(this.#run.sources[0]?.text ?? '', from.step, typed.trim());
    await this.#rerun({ from, changes: this.#with(change, isSameField) });
  }

  async #set(rest: string): Promise<void> {
    const change = variableChange(rest);
    await this.#rerun({ ...this.#asked, changes: this.#with(change, isSameVariable) });
  }

  async #answer(rest: string): Promise<void> {
    const [, name, text] = /^(?:step\s+)?(\S+)\s+(.+)$/.exec(rest) ?? [];
    if (name === undefined || text === undefined)
      throw new Failure('usage', 'Write answer STEP JSON, as in: answer 3 error:card_declined.');
    const step = /^\d+$/.test(name) ? position(this.#run, this.#main, name).step : name;
    const change = answerChange(this.#main, `${step}=${text}`);
    const from = this.#asked.from ?? { step: change.step, occ: change.occ };
    await this.#rerun({ from, changes: this.#with(change, isSameEffect) });
  }

  /** What was asked for until now and `change`, in place of what was asked for the same. */
  #with<T extends BranchChange>(
    change: T,
    same: (one: BranchChange, other: T) => boolean,
  ): readonly BranchChange[] {
    return [...this.#asked.changes.filter((each) => !same(each, change)), change];
  }

  async #rerun(asked: Asked): Promise<void> {
    const prepared = await this.#prepare(asked);
    if (prepared === null) return;
    this.#asked = asked;
    const { plan } = prepared;
    const numbered = stepLines(this.#main).findIndex((line) => line.includes(`: ${plan.from?.step}`)) + 1;
    const step = numbered > 0 ? `step ${numbered}` : plan.from?.step;
    say('', plan.from === null ? 'Re-executing from the beginning...' : `Re-executing from ${step}...`);
    for (const note of plan.notes) say(`  ${note}`);
    const session = new RerunSession(this.#engine.replayDeps(), prepared);
    const result = await this.#attended(session);
    this.#last = { prepared, result };
    const [, path] = pathsOf(result)[0] ?? [];
    if (path === undefined) return;
    const { store } = this.#engine;
    const events = store.events(path.trace, 0, path.events);
    const start = plan.from === null ? 0 : Math.max(entryOf(events, plan.from), 0);
    for (const line of responseLines(events, start, this.#engine.workspace.config.clock.scale))
      say(`  ${line}`);
    for (const refused of session.view.refused) say(`  Refused: ${refused}.`);
    await this.#conclude(prepared, result, session);
  }

  async #conclude(prepared: PreparedRerun, result: ComparisonResult, session: RerunSession): Promise<void> {
    const { plan } = prepared;
    const failed = pathsOf(result).find(([, each]) => !outcomeOf(each).success);
    const outcome = failed && outcomeOf(failed[1]);
    if (result.diverged) return say('', `The paths part: ${result.divergences[0]?.message}`);
    if (plan.kind === 'replay') {
      const differs = Object.values(session.view.branch?.difference ?? {}).find((each) => each !== null);
      return say('', differs ?? 'The same as recorded, event by event.');
    }
    if (outcome && !outcome.success)
      return say('', `Still ✗: ${outcome.error.code}: ${outcome.error.message}`);
    if (plan.edits.length === 0) return say('', 'Success!');
    say('');
    const answer = await this.#lines.ask('Success! Apply fix? [y/N] ');
    if (isYes(answer)) await this.#apply();
  }

  /** Asks for what was not recorded; null when that is not given. */
  async #prepare({ from, changes }: Asked): Promise<PreparedRerun | null> {
    for (;;) {
      const prepared = prepareRerun(this.#engine.replayDeps(), {
        comparison: this.#run.summary.id,
        paths: this.#given.path === 'both' ? [] : [this.#given.path],
        from,
        changes,
        effects: changes.length === 0 ? 'recorded' : (this.#given.effects ?? 'ask'),
        values: this.#values,
      });
      if (!prepared.ok) throw new Failure(prepared.code, prepared.message);
      const [needed] = prepared.value.plan.needed;
      if (needed === undefined) return prepared.value;
      const typed = await this.#lines.ask(
        `  ${needed.where.join(', ')} was not recorded. Its value (JSON): `,
      );
      if (typed === null || typed.trim() === '') return null;
      this.#values = { ...this.#values, [needed.id]: jsonOf(typed, needed.where[0] ?? 'The value') };
    }
  }

  /** Answers the questions of a re-run until it has ended. */
  async #attended(session: RerunSession): Promise<ComparisonResult> {
    let asking = false;
    const attend = async (): Promise<void> => {
      const { question } = session.view;
      if (question === null || asking) return;
      asking = true;
      session.answer(question.id, await this.#decide(question));
      asking = false;
      await attend();
    };
    const stop = session.subscribe(() => void attend());
    await attend();
    const result = await session.finished;
    stop();
    return result;
  }

  async #decide({ step, summary }: RerunQuestion): Promise<RerunDecision> {
    const answer = await this.#lines.ask(
      `  ${step} asks ${summary}; nothing recorded answers that. Ask it now? [y/N] `,
    );
    return isYes(answer) ? { kind: 'perform' } : { kind: 'refuse' };
  }

  async #prove(): Promise<void> {
    const { prepared } = this.#done('proved');
    const edit = prepared.plan.edits.find(({ node }) => node === prepared.plan.node);
    if (edit === undefined)
      throw new Failure('usage', 'Nothing of the node was changed: modify a step first.');
    const { touches } = prepared.plan;
    const effects =
      this.#given.effects ??
      (touches.length > 0 &&
      isYes(
        await this.#lines.ask(
          `  May the proof ask ${touches.join(', ')} where nothing recorded answers? [y/N] `,
        ),
      )
        ? 'live'
        : 'recorded');
    const proof = Proof.start(this.#engine.replayDeps(), {
      node: prepared.plan.node,
      text: edit.text,
      effects,
      values: this.#values,
    });
    if (!proof.ok) throw new Failure(proof.code, proof.message);
    await proof.value.finished;
    say('', ...proofText(proof.value.view, proof.value.rows(null, 0, Number.MAX_SAFE_INTEGER)));
  }

  async #apply(): Promise<void> {
    const { store } = this.#engine;
    const branch = this.#done('applied').result.id;
    const summary = store.comparison(branch);
    const fix = summary ? fixOf(this.#engine.replayDeps(), summary) : null;
    if (fix === null) return;
    if (!fix.ok) throw new Failure(fix.code, fix.message);
    const applied = await this.#fixes.apply(branch, fix.value);
    if (!applied.ok) throw new Failure(applied.code, applied.message);
    if (applied.value.kind === 'conflict')
      throw new Failure(
        'conflict',
        `${applied.value.merge.file} is not what it was when the run was recorded; nothing was written.`,
      );
    this.#applied = branch;
    say('', applied.value.diff, `Applied to ${applied.value.file}.`);
  }

  async #undo(): Promise<void> {
    if (this.#applied === null) throw new Failure('usage', 'Nothing was applied that could be taken back.');
    const undone = await this.#fixes.undo(this.#applied);
    if (!undone.ok) throw new Failure(undone.code, undone.message);
    this.#applied = null;
    say('Taken back.');
  }

  async #save(name: string): Promise<void> {
    if (name === '') throw new Failure('usage', 'Give the test case a name: save a_slow_provider.');
    const comparison = this.#last?.result.id ?? this.#run.summary.id;
    const saved = await saveTestCase(this.#engine.replayDeps(), this.#engine.workspace, {
      comparison,
      name,
      description: '',
      values: this.#values,
    });
    if (!saved.ok) throw new Failure(saved.code, saved.message);
    const { file, diff, omitted } = saved.value;
    say('', diff, `Saved in ${file}${omitted.length > 0 ? `, without ${omitted.join(', ')}` : ''}.`);
  }

  #done(what: string): Last {
    if (this.#last === null) throw new Failure('usage', `Nothing was run again yet that could be ${what}.`);
    return this.#last;
  }
}

function say(...lines: readonly string[]): void {
  console.log(lines.join('\n'));
}
