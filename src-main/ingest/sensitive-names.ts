import type { EffectAnswer, EffectRequest, Outcome, RunError, TraceEvent } from '../../shared/trace/event.ts';
import { type Bindings, type Canonical, type CanonicalObject, tagOf } from '../../shared/values/canonical.ts';
import { fingerprint } from '../debugger/fingerprint.ts';
import { KnownSecrets } from '../debugger/known-secrets.ts';

/**
 * Redaction of runs whose programs Parallax does not know: whatever stands under one of the names, as a variable, an input
 * or a record's field at any depth, becomes a fingerprint, and so does every later appearance of its value.
 */
export class SensitiveNames {
  readonly #key: Uint8Array;
  readonly #names: ReadonlySet<string>;
  readonly #known: KnownSecrets;

  constructor(key: Uint8Array, names: readonly string[]) {
    this.#key = key;
    this.#names = new Set(names);
    this.#known = new KnownSecrets(key);
  }

  record(record: CanonicalObject): CanonicalObject {
    return this.#names.size === 0 ? record : (this.#value(record) as CanonicalObject);
  }

  events(events: readonly TraceEvent[]): readonly TraceEvent[] {
    return this.#names.size === 0 ? events : events.map((event) => this.#event(event));
  }

  #event(event: TraceEvent): TraceEvent {
    switch (event.kind) {
      case 'run_started':
      case 'call_started':
        return { ...event, inputs: this.record(event.inputs) };
      case 'inputs_bound':
        return { ...event, values: this.#bindings(event.values) };
      case 'handler_called':
        return { ...event, parameters: this.#bindings(event.parameters) };
      case 'iteration':
      case 'bound':
      case 'assigned':
        return { ...event, value: this.#named(event.name, event.value) };
      case 'yielded':
        return { ...event, value: this.#value(event.value) };
      case 'loop_started':
        return { ...event, items: this.#value(event.items as Canonical) as typeof event.items };
      case 'effect_requested':
        return { ...event, request: this.#request(event.request) };
      case 'effect_answered':
        return { ...event, answer: this.#answer(event.answer) };
      case 'call_returned':
      case 'result':
        return { ...event, outcome: this.#outcome(event.outcome) };
      case 'error_raised':
        return { ...event, error: this.#error(event.error) };
      case 'contract':
        return { ...event, text: this.#known.text(event.text) };
      case 'note':
        return { ...event, message: this.#known.text(event.message) };
      case 'step_entered':
      case 'step_left':
      case 'guard':
      case 'state_transition':
      case 'error_handled':
        return event;
    }
  }

  #named(name: string, value: Canonical): Canonical {
    if (!this.#names.has(name)) return this.#value(value);
    this.#known.learn(value);
    return fingerprint(this.#key, value);
  }

  #value(value: Canonical): Canonical {
    if (value === null || typeof value !== 'object') return this.#known.scan(value);
    if (Array.isArray(value)) return value.map((member) => this.#value(member));
    const tagged = tagOf(value);
    if (tagged?.tag === '$set' || tagged?.tag === '$map')
      return { [tagged.tag]: this.#members(tagged.payload as readonly Canonical[], tagged.tag === '$map') };
    if (tagged !== undefined) return this.#known.scan(value);
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.#known.text(key), this.#named(key, member)]),
    );
  }

  #members(members: readonly Canonical[], pairs: boolean): Canonical {
    if (!pairs) return members.map((member) => this.#value(member));
    return (members as readonly (readonly [Canonical, Canonical])[]).map(([key, member]) => [
      this.#known.scan(key),
      typeof key === 'string' ? this.#named(key, member) : this.#value(member),
    ]);
  }

  #bindings(values: Bindings): Bindings {
    return values.map(([name, value]) => [name, this.#named(name, value)] as const);
  }

  #error(error: RunError): RunError {
    return {
      code: error.code,
      message: this.#known.text(error.message),
      fields: this.record(error.fields),
    };
  }

  #outcome(outcome: Outcome): Outcome {
    return outcome.success
      ? { success: true, outputs: this.record(outcome.outputs) }
      : { success: false, error: this.#error(outcome.error) };
  }

  #answer(answer: EffectAnswer): EffectAnswer {
    return answer.ok
      ? { ...answer, value: this.#value(answer.value) }
      : { ...answer, error: this.#error(answer.error) };
  }

  #request(request: EffectRequest): EffectRequest {
    switch (request.type) {
      case 'database':
        return {
          ...request,
          sql: this.#known.text(request.sql),
          parameters: request.parameters.map((each) => this.#value(each)),
        };
      case 'http':
        return {
          ...request,
          url: request.url === null ? null : this.#known.text(request.url),
          endpoint: this.#known.text(request.endpoint),
          parameters: this.#value(request.parameters),
          headers: this.record(request.headers),
        };
      case 'llm':
        return { ...request, request: this.#value(request.request) };
      case 'publish':
        return { ...request, topic: this.#known.text(request.topic), payload: this.#value(request.payload) };
      case 'subscribe':
        return { ...request, topic: this.#known.text(request.topic) };
      case 'clock':
      case 'random':
      case 'id':
        return request;
    }
  }
}
