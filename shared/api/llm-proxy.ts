import type { LossPolicy } from '../llm/losses/policy.ts';
import type { Dialect } from '../llm/protocol/part.ts';

/** The recording proxy: programs whose base URL points at it are carried to language models, and each call is a trace. */
export interface LlmProxyApi {
  /** The switch and the newest recorded calls, now and after every change. */
  watch(): AsyncIterable<LlmProxyView>;
  /** Remembers with the workspace how it will be started the next time. Refused with `conflict` while it runs. */
  keep(options: LlmProxyOptions): Promise<void>;
  /** As said, which is kept, or (null) as kept before. Refused with `conflict` while it runs, and where the port is taken. */
  start(options: LlmProxyOptions | null): Promise<void>;
  /** Calls that are under way are answered first. */
  stop(): Promise<void>;
}

/** Who of several targets is asked first: in order, drawn by weight, the quickest, the one that would lose least. */
export const LLM_ROUTES = ['primary', 'weighted', 'latency', 'loss'] as const;
export type LlmRoute = (typeof LLM_ROUTES)[number];

/** No target counts more. */
export const MAX_WEIGHT = 1000;

export interface LlmProxyOptions {
  /** On 127.0.0.1; 0: any free one. */
  readonly port: number;
  /** `PROVIDER/MODEL` of whom to ask, the others when the first fails; empty: the model that the client names. */
  readonly to: readonly string[];
  readonly route: LlmRoute;
  /** With `weighted`: how often each target of `to` is drawn first, against the others; one without counts 1, one of 0 comes last. */
  readonly weights: Readonly<Record<string, number>>;
  readonly losses: LossPolicy;
}

export interface LlmProxyView {
  /** null: it is off. */
  readonly running: LlmProxyRunning | null;
  /** As last kept in this workspace. */
  readonly options: LlmProxyOptions;
  /** Newest first, also of earlier times and of `parallax proxy` in this workspace. */
  readonly calls: readonly LlmProxyCall[];
}

export interface LlmProxyRunning extends LlmProxyOptions {
  /** Base URL for Anthropic's SDKs; those of OpenAI take it with `/v1`. */
  readonly url: string;
}

/** One recorded call. */
export interface LlmProxyCall {
  /** Its comparison, by which it is opened. */
  readonly comparison: string;
  readonly trace: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** What the client spoke. */
  readonly dialect: Dialect;
  /** As the client named it. */
  readonly model: string | null;
  readonly stream: boolean;
  /** `PROVIDER/MODEL` that answered, or was asked last, or would have been. */
  readonly target: string | null;
  /** Fidelity of the request, 0 to 100. */
  readonly score: number | null;
  /** How much of the request and the answer was lost; what arrives in another form is not counted. */
  readonly losses: number;
  readonly durationMs: number;
  /** One sentence; null: it was answered. */
  readonly error: string | null;
}
