import type { LlmError } from './error.ts';
import type { Part } from './part.ts';
import type { Candidate, ChatResponse } from './response.ts';
import type { StreamPart } from './stream.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a stream has said up to now. It is an answer only once `complete`. */
export class Assembly {
  readonly response: Mutable<ChatResponse> = { candidates: [] };
  /** The provider said that this is all. */
  complete = false;
  error: LlmError | undefined = undefined;
  /** What has no canonical word, in order. */
  readonly extensions: Extract<StreamPart, { type: 'extension' }>[] = [];

  push(part: StreamPart): void {
    switch (part.type) {
      case 'start': {
        const { type: _, ...head } = part;
        Object.assign(this.response, head);
        return;
      }
      case 'part_start':
        this.#candidate(part.candidate).content[part.part] = { ...part.value };
        return;
      case 'delta':
        grow(this.#candidate(part.candidate).content[part.part], part.text);
        return;
      case 'signature': {
        const open = this.#candidate(part.candidate).content[part.part];
        if (open?.type !== 'reasoning') return;
        const field = part.encrypted ? 'encrypted' : 'signature';
        open[field] = (open[field] ?? '') + part.signature;
        return;
      }
      case 'citation': {
        const open = this.#candidate(part.candidate).content[part.part];
        if (open?.type === 'text') open.citations = [...(open.citations ?? []), part.citation];
        return;
      }
      case 'logprobs': {
        const candidate = this.#candidate(part.candidate);
        candidate.logprobs = [...(candidate.logprobs ?? []), ...part.tokens];
        return;
      }
      case 'finish': {
        const candidate = this.#candidate(part.candidate);
        candidate.finish = part.finish;
        if (part.raw !== undefined) candidate.rawFinish = part.raw;
        if (part.stopSequence !== undefined) candidate.stopSequence = part.stopSequence;
        return;
      }
      case 'usage':
        this.response.usage = { ...this.response.usage, ...part.usage };
        return;
      case 'error':
        this.error = part.error;
        return;
      case 'extension':
        this.extensions.push(part);
        return;
      case 'end':
        this.complete = true;
        return;
      case 'part_end':
        return;
    }
  }

  #candidate(index: number): Candidate {
    while (this.response.candidates.length <= index) this.response.candidates.push({ content: [] });
    return this.response.candidates[index] as Candidate;
  }
}

function grow(part: Part | undefined, text: string): void {
  if (part?.type === 'tool_call') part.arguments += text;
  else if (part?.type === 'text' || part?.type === 'refusal') part.text += text;
  else if (part?.type === 'reasoning') part.text = (part.text ?? '') + text;
}
