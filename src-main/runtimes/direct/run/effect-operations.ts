import type { Expression } from '../../../../shared/node/expression.ts';
import type { Operation, Reaction, Retry, Step } from '../../../../shared/node/program.ts';
import type { BreakerRequest, EffectRequest, RetryRequest } from '../../../../shared/trace/event.ts';
import { compute } from '../expression/evaluate.ts';
import { typeMismatch } from '../step-error.ts';
import { encode, encodeMap } from '../values/codec.ts';
import { isArray, MapValue, typeName, type Value } from '../values/value.ts';
import type { StepRun } from './execution.ts';
import type { Returned } from './flow.ts';
import type { Below } from './resume.ts';
import { evaluateReturn } from './returns.ts';

type EffectName = 'database' | 'external_api_call' | 'llm_chat' | 'event_publish' | 'event_subscribe';
type Of<Name extends EffectName> = Step & Extract<Operation, { operation: Name }>;

/** The operations that ask one effect. */
export async function effectOperation(
  self: StepRun,
  step: Of<EffectName>,
  below: Below | null,
): Promise<Returned | null> {
  switch (step.operation) {
    case 'database':
      return database(self, step, below);
    case 'external_api_call':
      apiCall(self, step);
      return null;
    case 'llm_chat':
      llmChat(self, step);
      return null;
    case 'event_publish': {
      const topic = compute(step.topic, self.context());
      const payload = encode(compute(step.payload, self.context()));
      self.assignOutput(self.ask({ type: 'publish', topic: asString('topic', topic), payload }));
      return null;
    }
    case 'event_subscribe': {
      const topic = asString('topic', compute(step.topic, self.context()));
      self.assignOutput(self.ask({ type: 'subscribe', topic, timeoutMs: step.timeoutMs }));
      return null;
    }
  }
}

/** What an effect's field comes to; undefined: the step does not have it. All are evaluated before any is looked at. */
function given(self: StepRun, expression: Expression | null): Value | undefined {
  return expression === null ? undefined : compute(expression, self.context());
}

function asString(name: string, value: Value): string {
  if (typeof value !== 'string') throw typeMismatch(name, typeName(value));
  return value;
}

function asMap(name: string, value: Value): MapValue {
  if (!(value instanceof MapValue)) throw typeMismatch(name, typeName(value));
  return value;
}

async function database(self: StepRun, step: Of<'database'>, below: Below | null): Promise<Returned | null> {
  const { ifFound, ifEmpty } = step;
  if (below !== null) return reactWith(self, below.block === 'if_found' ? ifFound : ifEmpty, below);
  const context = self.context();
  const isQuery = step.writtenAs === 'database_query';
  const answer = self.ask({
    type: 'database',
    database: step.database,
    sql: step.sql,
    parameters: step.parameters.map((parameter) => encode(compute(parameter, context))),
    rows: isQuery,
  });
  const rows = fieldOfAnswer(answer, 'rows');
  const found = isArray(rows) ? rows : [];
  self.assignOutput(isQuery ? found : fieldOfAnswer(answer, 'changes'));
  const reaction = found.length > 0 ? ifFound : ifEmpty;
  if (reaction === null) return null;
  self.bind('query_result', found[0] ?? null);
  return reactWith(self, reaction, null);
}

async function reactWith(
  self: StepRun,
  reaction: Reaction | null,
  below: Below | null,
): Promise<Returned | null> {
  if (reaction === null) return null;
  if (reaction.kind === 'steps') return self.inside(reaction.steps, below);
  return evaluateReturn(self.frame, self.context(), reaction.return);
}

function fieldOfAnswer(answer: Value, name: string): Value {
  return answer instanceof MapValue ? (answer.get(name) ?? null) : null;
}

function apiCall(self: StepRun, step: Of<'external_api_call'>): void {
  const url = given(self, step.url);
  const endpoint = given(self, step.endpoint);
  const parameters = given(self, step.parameters);
  const headers = given(self, step.headers);
  const { provider, method, timeoutMs, retry } = step;
  const request: EffectRequest = {
    type: 'http',
    provider,
    url: url === undefined ? null : asString('url', url),
    endpoint: endpoint === undefined ? '' : asString('endpoint', endpoint),
    method,
    parameters: parameters === undefined ? null : encodeMap(asMap('parameters', parameters)),
    headers: headers === undefined ? {} : encodeMap(asMap('headers', headers)),
    timeoutMs,
    retry: retryRequest(retry),
    breakers: breakers(self),
  };
  const body = fieldOfAnswer(self.ask(request), 'body');
  self.bind('response', body);
  for (const { key, value } of step.extract) self.assign(key, compute(value, self.context()));
  self.assignOutput(body);
}

function llmChat(self: StepRun, step: Of<'llm_chat'>): void {
  const { losses, timeoutMs, retry } = step;
  const model = given(self, step.model);
  const request = compute(step.chat, self.context());
  self.assignOutput(
    self.ask({
      type: 'llm',
      operation: 'chat',
      targets: model === undefined ? [] : [asString('model', model)],
      route: step.route ?? 'primary',
      losses,
      request: encodeMap(asMap('request', request)),
      timeoutMs,
      retry: retryRequest(retry),
      breakers: breakers(self),
    }),
  );
}

function retryRequest(retry: Retry | null): RetryRequest | null {
  if (retry === null) return null;
  const { maxAttempts, backoff, initialDelayMs, maxDelayMs } = retry;
  return { max_attempts: maxAttempts, backoff, initial_delay_ms: initialDelayMs, max_delay_ms: maxDelayMs };
}

function breakers(self: StepRun): readonly BreakerRequest[] {
  return self.frame.program.errorHandling
    .filter(({ action }) => action === 'circuit_breaker')
    .map(({ code, threshold, openMs }) => ({ code, threshold, open_ms: openMs }));
}
