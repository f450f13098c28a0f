import type { Capability } from '../llm/capabilities/capability.ts';
import type { Verdict } from '../llm/compare/settings.ts';
import type { JsonObject } from '../llm/json.ts';
import type { Loss } from '../llm/losses/loss.ts';
import type { LossPolicy } from '../llm/losses/policy.ts';
import type { LlmError, LlmErrorCode } from '../llm/protocol/error.ts';
import type { Dialect } from '../llm/protocol/part.ts';
import type { ChatRequest } from '../llm/protocol/request.ts';
import type { ChatResponse } from '../llm/protocol/response.ts';
import type { ProviderOverride, TargetLimits } from '../llm/providers/spec.ts';
import type { Violation } from '../llm/transform/check-answer.ts';
import type { RequestDialect } from '../llm/transform/import.ts';
import type { LlmComposed } from './llm-composed.ts';
import type { LlmRecordedItem, LlmRecordedSource } from './llm-recorded.ts';

/** Providers of language models: what can be asked of them without and with a call. Keys are never part of it. */
export interface LlmApi {
  /** The providers of this workspace with their models. */
  providers(): LlmProviders;
  /** Starts models on this machine that answer the same every time, without a key; they are among the providers then. */
  demo(): Promise<LlmProviders>;
  /** Requests to begin with. */
  examples(): readonly LlmExample[];
  /** A text as a canonical request: JSON in any dialect, or a curl command. `from` null: whatever it looks like. */
  read(text: string, from: RequestDialect | null): LlmReading;
  /** The request that was composed last in this workspace; null: none is kept. */
  composed(): LlmComposed | null;
  /**
   * Keeps it with the workspace, in place of the one before. `folder` is the workspace it was composed in: `conflict` where
   * another is open by now, `unavailable` where nothing can be written.
   */
  keepComposed(folder: string, composed: LlmComposed): void;
  /** What every model would lose of a request, best first. Nothing is sent. */
  losses(request: ChatRequest, policy: LossPolicy): readonly LlmForecast[];
  /** What one model would be sent. */
  wire(request: ChatRequest, target: string, policy: LossPolicy): LlmWire;
  /** Asks a model for one word and says in one sentence how that went. It is sent, may cost a few tokens, and is not recorded. */
  test(target: string): Promise<LlmTest>;
  /** Keeps a provider's key in the system's keychain; nothing gives it back. `unavailable` where there is no keychain. */
  setKey(provider: string, key: string): LlmProviders;
  /** The keychain forgets it; one of the environment stays. */
  removeKey(provider: string): LlmProviders;
  /** Writes an entry of `providers` into parallax.yml, in place of the one of the same id. `invalid` where it cannot be one. */
  saveProvider(provider: ProviderOverride): Promise<LlmProviders>;
  /** Takes an entry out of parallax.yml; a built-in provider is as it was then. */
  removeProvider(id: string): Promise<LlmProviders>;
  /** Sends a request to several models at once; resolves to the id of the run. */
  start(options: LlmRunOptions): string;
  /** The run now and after every change. */
  watch(run: string): AsyncIterable<LlmRunView>;
  /** Ends one lane, by its target, or all that are under way. */
  cancel(run: string, target: string | null): void;
  /** Runs of this workspace, newest first. */
  runs(): readonly LlmRunItem[];
  /** Deletes a run that has ended, or (false) has it back: for a day. `conflict` while it runs. */
  deleteRun(run: string, deleted: boolean): Promise<void>;
  report(run: string, format: LlmReportFormat): LlmReportFile;
  /** Requests that were recorded, newest first: those of one comparison, or (null) of lanes, the proxy and steps. */
  recorded(comparison: string | null): readonly LlmRecordedItem[];
  /** A recorded request, as it can be composed anew. */
  recall(source: LlmRecordedSource): LlmReading;
}

export interface LlmProviders {
  /** The demo provider answers. */
  readonly demo: boolean;
  readonly providers: readonly LlmProviderView[];
  /** Keys can be kept here. */
  readonly keychain: boolean;
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
  /** Where its key comes from now. `untrusted`: the workspace is not trusted with keys, whether there is one or not. */
  readonly key: 'none' | 'keychain' | 'environment' | 'missing' | 'untrusted';
  /** The entry in parallax.yml that makes or changes it; null: there is none. */
  readonly own: ProviderOverride | null;
  readonly limits: TargetLimits;
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
  readonly limits: TargetLimits;
}

/** How a question that only tests the connection went. */
export interface LlmTest {
  readonly target: string;
  readonly ok: boolean;
  /** One sentence: how long it took, or what is wrong and what to do. Never holds a key. */
  readonly message: string;
  /** null: it answered. */
  readonly code: LlmErrorCode | null;
  readonly status: number | null;
  readonly totalMs: number;
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
      /** What reading it lost: digits of numbers that a 64-bit float does not keep. */
      readonly losses: readonly Loss[];
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

/** No run has more. */
export const MOST_LANES = 12;

export interface LlmRunOptions {
  /** What the request is called. */
  readonly name: string;
  readonly request: ChatRequest;
  /** `PROVIDER/MODEL`, each once. */
  readonly targets: readonly string[];
  readonly policy: LossPolicy;
}

export interface LlmRunItem {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly targets: readonly string[];
  readonly ended: boolean;
}

/** One request on several lanes. Plain data: it is recorded as it is. */
export interface LlmRunView extends LlmRunItem {
  readonly request: ChatRequest;
  readonly policy: LossPolicy;
  readonly lanes: readonly LlmLaneView[];
  /** Whether the lanes were asked the same; null while fewer than two have sent anything. */
  readonly verdict: Verdict | null;
}

/** One model's side of a run. Times are milliseconds since the lane began. */
export interface LlmLaneView {
  /** `PROVIDER/MODEL`. */
  readonly target: string;
  readonly dialect: Dialect;
  /** `waiting`: nothing came yet, or a pause before another attempt. */
  readonly state: 'waiting' | 'streaming' | 'done' | 'failed' | 'cancelled';
  /** The answer as far as it has come, tokens in one way of counting; null: nothing yet. */
  readonly response: ChatResponse | null;
  readonly error: LlmError | null;
  /** The newest attempt's; null: nothing was sent. */
  readonly wire: Omit<LlmWire, 'target'> | null;
  readonly losses: readonly Loss[];
  readonly answerLosses: readonly Loss[];
  /** Of the request, 0 to 100. */
  readonly score: number | null;
  /** What the answer was asked to be and is not. */
  readonly violations: readonly Violation[];
  readonly attempts: readonly LlmAttemptView[];
  readonly firstMs: number | null;
  readonly totalMs: number | null;
  /** null: no price is known, or no tokens were counted. */
  readonly cost: LlmCost | null;
  /** What came when: milliseconds and text, of answers that were streamed. */
  readonly stream: readonly (readonly [number, string])[];
}

export interface LlmAttemptView {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly status: number | null;
  /** Why it failed, in one sentence; null: it did not. */
  readonly error: string | null;
}

export interface LlmCost {
  /** US dollars. */
  readonly total: number;
  readonly input: number;
  readonly output: number;
  /** The model whose price it is. */
  readonly model: string;
}

export type LlmReportFormat = 'markdown' | 'json';

export interface LlmReportFile {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly text: string;
}
