import type { JsonObject } from '../json.ts';
import type { StreamPart, WireEvent } from '../protocol/stream.ts';
import type { AnswerContext } from './dialect.ts';

/** Chunks as OpenAI's chat and Mistral's write them: each says whose it is, and the first of a candidate who speaks. */
export class ChunkHead {
  #id: string;
  #created: number;
  #model: string;
  readonly #spoken = new Set<number>();

  /** `context` holds until the answer itself says something else. */
  constructor({ id, created, model }: AnswerContext) {
    this.#id = id;
    this.#created = created;
    this.#model = model;
  }

  start({ id, created, model }: Extract<StreamPart, { type: 'start' }>): void {
    this.#id = id ?? this.#id;
    this.#created = created ?? this.#created;
    this.#model = model ?? this.#model;
  }

  /** The delta of a candidate; its first one says the role. */
  spoken(candidate: number, delta: JsonObject): JsonObject {
    if (this.#spoken.has(candidate)) return delta;
    this.#spoken.add(candidate);
    return { role: 'assistant', ...delta };
  }

  chunk(choices: readonly JsonObject[], more: JsonObject = {}): WireEvent {
    const chunk = {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices,
      ...more,
    };
    return { data: JSON.stringify(chunk) };
  }
}
