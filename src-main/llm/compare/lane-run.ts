import type { LlmRunOptions, LlmRunView } from '../../../shared/api/llm.ts';
import { compareSettings, type SentRequest, type Verdict } from '../../../shared/llm/compare/settings.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import type { CallOutcome } from '../contract.ts';
import { Lane, type Send } from './lane.ts';

export interface LaneRunDeps {
  readonly send: Send;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
}

/** One request on several lanes at once. */
export class LaneRun {
  readonly id: string;
  /** Resolves to the whole run when every lane has ended. */
  readonly finished: Promise<LlmRunView>;
  readonly #options: LlmRunOptions;
  readonly #lanes: readonly Lane[];
  readonly #startedAt: number;
  readonly #listeners = new Set<() => void>();
  #ended = false;

  constructor(options: LlmRunOptions, targets: readonly Target[], deps: LaneRunDeps) {
    this.id = deps.newId('llm');
    this.#options = options;
    this.#startedAt = deps.now();
    const changed = (): void => {
      for (const listener of this.#listeners) listener();
    };
    // Answers are seen as they come, unless the request says otherwise.
    const request = { stream: true, ...options.request };
    this.#lanes = targets.map((target) => new Lane(target, request, deps.send, changed));
    this.finished = Promise.all(this.#lanes.map(({ finished }) => finished)).then(() => {
      this.#ended = true;
      changed();
      return this.view;
    });
  }

  get view(): LlmRunView {
    const { name, request, targets, policy } = this.#options;
    const lanes = this.#lanes.map((lane) => lane.view);
    return {
      id: this.id,
      name,
      request,
      targets,
      policy,
      startedAt: this.#startedAt,
      ended: this.#ended,
      lanes,
      verdict: verdictOf(lanes),
    };
  }

  /** How the lanes' calls ended, by target. */
  get outcomes(): ReadonlyMap<string, CallOutcome> {
    return new Map(
      this.#lanes.flatMap((lane) =>
        lane.outcome === undefined ? [] : [[lane.view.target, lane.outcome] as const],
      ),
    );
  }

  /** Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One lane, by its target, or all. */
  cancel(target: string | null): void {
    for (const lane of this.#lanes) if (target === null || lane.view.target === target) lane.cancel();
  }
}

function verdictOf(lanes: LlmRunView['lanes']): Verdict | null {
  const sent = lanes.flatMap(({ target, dialect, wire, losses }): SentRequest[] =>
    wire === null ? [] : [{ target, dialect, body: wire.body, losses }],
  );
  return sent.length < 2 ? null : compareSettings(sent);
}
