import type { LlmAttemptView, LlmLaneView } from '../../../shared/api/llm.ts';
import { Assembly } from '../../../shared/llm/protocol/assemble.ts';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import { type Target, targetName } from '../../../shared/llm/providers/target.ts';
import { checkAnswer } from '../../../shared/llm/transform/check-answer.ts';
import type { CallEvent, CallOutcome } from '../contract.ts';
import { costOf } from './cost.ts';

/** How a request reaches a model: what the client does, and what tests stand in for. */
export type Send = (request: ChatRequest, target: Target, signal: AbortSignal) => AsyncIterable<CallEvent>;

/** One model's side of a run: it begins at once, and can be ended. */
export class Lane {
  readonly target: Target;
  /** Resolves when it has ended, however; never rejects. */
  readonly finished: Promise<void>;
  #view: LlmLaneView;
  #outcome: CallOutcome | undefined;
  readonly #stream: [number, string][] = [];
  #assembly = new Assembly();
  readonly #request: ChatRequest;
  readonly #abort = new AbortController();
  readonly #changed: () => void;

  constructor(target: Target, request: ChatRequest, send: Send, changed: () => void) {
    this.target = target;
    this.#request = request;
    this.#changed = changed;
    this.#view = emptyLane(target);
    this.finished = this.#run(send);
  }

  get view(): LlmLaneView {
    if (this.#view.state !== 'streaming') return this.#view;
    return { ...this.#view, response: structuredClone(this.#assembly.response) };
  }

  /** How its call ended; undefined: it has not, or was left without a word. */
  get outcome(): CallOutcome | undefined {
    return this.#outcome;
  }

  cancel(): void {
    this.#abort.abort();
  }

  async #run(send: Send): Promise<void> {
    const { signal } = this.#abort;
    for await (const event of send(this.#request, this.target, signal)) {
      this.#take(event);
      this.#changed();
    }
    const { state } = this.#view;
    if (state === 'waiting' || state === 'streaming') {
      this.#set({
        state: 'cancelled',
        error: { code: 'cancelled', message: 'The call was cancelled.' },
      });
      this.#changed();
    }
  }

  #take(event: CallEvent): void {
    switch (event.type) {
      case 'attempt': {
        const { wire, losses, score } = event.attempt;
        this.#assembly = new Assembly();
        this.#stream.length = 0;
        this.#set({ state: 'waiting', wire, losses, score, response: null, firstMs: null });
        return;
      }
      case 'part': {
        this.#assembly.push(event.part);
        const { part, atMs } = event;
        if (part.type === 'delta' && part.text !== '') {
          // Pieces of several answers come in turns: only those of the first make a text.
          if (part.candidate === 0) this.#stream.push([atMs, part.text]);
          this.#set({ firstMs: this.#view.firstMs ?? atMs });
        }
        this.#set({ state: 'streaming' });
        return;
      }
      case 'attempt_end': {
        const { startedMs, endedMs, status = null, error, firstPartMs = null } = event.attempt;
        const attempt: LlmAttemptView = { startedMs, endedMs, status, error: error?.message ?? null };
        const { attempts, firstMs } = this.#view;
        this.#set({
          attempts: [...attempts, attempt],
          firstMs: firstMs ?? firstPartMs,
          totalMs: endedMs,
        });
        return;
      }
      case 'pause':
        this.#set({ state: 'waiting', error: event.error });
        return;
      case 'done':
        this.#end(event.outcome);
        return;
      case 'raw':
      // A lane asks for parts.
    }
  }

  #end(outcome: CallOutcome): void {
    this.#outcome = outcome;
    this.#set({ stream: this.#stream });
    if (outcome.ok) {
      const { response, losses, answerLosses, score } = outcome;
      this.#set({
        state: 'done',
        error: null,
        response,
        losses,
        answerLosses,
        score,
        violations: checkAnswer(this.#request, response),
        cost: costOf(this.target, response.usage),
      });
      return;
    }
    const { error, partial, refused } = outcome;
    this.#set({
      state: error.code === 'cancelled' ? 'cancelled' : 'failed',
      error,
      ...(partial === undefined ? {} : { response: partial }),
      ...(refused === undefined ? {} : { losses: refused }),
    });
  }

  #set(change: Partial<LlmLaneView>): void {
    this.#view = { ...this.#view, ...change };
  }
}

function emptyLane(target: Target): LlmLaneView {
  return {
    target: targetName(target),
    dialect: target.provider.dialect,
    state: 'waiting',
    response: null,
    error: null,
    wire: null,
    losses: [],
    answerLosses: [],
    score: null,
    violations: [],
    attempts: [],
    firstMs: null,
    totalMs: null,
    cost: null,
    stream: [],
  };
}
