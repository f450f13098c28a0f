import type { EffectRequest, RunError } from '../../shared/trace/event.ts';
import { effectError, type Performed } from './answer.ts';

export type LlmRequest = Extract<EffectRequest, { type: 'llm' }>;

/** What reaches language models for the broker. It alone knows providers, keys and wires. */
export interface LlmBackend {
  /** `PROVIDER/MODEL` of all that such a request may be carried to, or why there is none. */
  targets(asked: Pick<LlmRequest, 'targets' | 'route'>): readonly string[] | RunError;
  /** One for each owner of a session's effects: what a run does must not depend on the health that other runs left behind. */
  open(): LlmCalls;
}

export interface LlmCalls {
  /** `began`: `performance.now()` when the session began. Never rejects for what a provider does. */
  perform(request: LlmRequest, signal: AbortSignal, began: number): Promise<Performed>;
  /** Ends every call. */
  close(): Promise<void>;
}

/** The capabilities of asking for this, one for each provider that may be asked, or why nobody can be. */
export function llmCapabilities(
  request: LlmRequest,
  llm: LlmBackend | undefined,
): readonly string[] | RunError {
  const targets = llm?.targets(request) ?? noModels();
  if ('code' in targets) return targets;
  return capabilitiesOf(targets, request);
}

/** What a node must declare for this, as far as it names models itself. */
export function declaredFor(request: EffectRequest): readonly string[] {
  return request.type === 'llm' ? capabilitiesOf(request.targets, request) : [];
}

function capabilitiesOf(targets: readonly string[], { operation }: LlmRequest): readonly string[] {
  return [...new Set(targets.map((target) => `llm.${operation}.${target.split('/')[0]}`))];
}

/** The same question for another model. */
export function withModel(request: LlmRequest, model: string): LlmRequest {
  return { ...request, targets: [model], route: 'primary' };
}

export function noModels(): RunError {
  return effectError('unknown_model', 'there are no language models to ask here');
}
