import type { Capability } from '../llm/capabilities/capability.ts';
import type { JsonObject } from '../llm/json.ts';
import type { Loss } from '../llm/losses/loss.ts';
import type { LossPolicy } from '../llm/losses/policy.ts';
import type { Dialect } from '../llm/protocol/part.ts';
import type { ChatRequest } from '../llm/protocol/request.ts';
import type { RequestDialect } from '../llm/transform/import.ts';

/** Providers of language models: what can be asked of them without and with a call. Keys are never part of it. */
export interface LlmApi {
  /** The providers of this workspace with their models. */
  providers(): LlmProviders;
  /** Requests to begin with. */
  examples(): readonly LlmExample[];
  /** A text as a canonical request: JSON in any dialect, or a curl command. `from` null: whatever it looks like. */
  read(text: string, from: RequestDialect | null): LlmReading;
  /** What every model would lose of a request, best first. Nothing is sent. */
  losses(request: ChatRequest, policy: LossPolicy): readonly LlmForecast[];
  /** What one model would be sent. */
  wire(request: ChatRequest, target: string, policy: LossPolicy): LlmWire;
}

export interface LlmProviders {
  readonly providers: readonly LlmProviderView[];
  /** What is wrong with the workspace's own, one sentence each; those are left out. */
  readonly problems: readonly string[];
}

export interface LlmProviderView {
  readonly id: string;
  readonly name: string;
  readonly dialect: Dialect;
  readonly baseUrl: string;
  /** Version of the facts about it. */
  readonly version: string;
  /** The environment variable that its key comes from; null: it needs none. */
  readonly keyFrom: string | null;
  readonly models: readonly LlmModelView[];
}

export interface LlmModelView {
  /** `PROVIDER/MODEL`. */
  readonly target: string;
  readonly model: string;
  /** What it can do, of what requests often need. */
  readonly features: readonly Capability[];
  /** How many cells of its capabilities are known, and how many of them have a source. */
  readonly facts: number;
  readonly sourced: number;
}

export interface LlmExample {
  /** Name of its file without the ending. */
  readonly name: string;
  readonly text: string;
}

export type LlmReading =
  | {
      readonly ok: true;
      readonly request: ChatRequest;
      /** What it was written in. */
      readonly dialect: RequestDialect;
      /** What was left aside, one sentence each: headers of a curl command with its key. */
      readonly notes: readonly string[];
    }
  | {
      readonly ok: false;
      /** One sentence: what is wrong. */
      readonly message: string;
      /** Where in the text, from 1; null where no place can be named. */
      readonly line: number | null;
      readonly column: number | null;
    };

/** What one model would lose. */
export interface LlmForecast {
  readonly target: string;
  readonly dialect: Dialect;
  /** Fidelity, 0 to 100. */
  readonly score: number;
  readonly losses: readonly Loss[];
  /** Paths of the losses for which the policy refuses the call. */
  readonly refused: readonly string[];
}

/** The request as it would go out, without the key. */
export interface LlmWire {
  readonly target: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}
