import type { Program } from '../../shared/node/program.ts';
import type {
  EffectAnswer,
  EffectRequest,
  Outcome,
  Probes,
  RunError,
  TraceEvent,
} from '../../shared/trace/event.ts';
import { localPath, nodePlace } from '../../shared/trace/place.ts';
import type { Bindings, Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { isCanonicalObject, tagOf } from '../../shared/values/canonical.ts';
import type { HandlerLine } from '../runtimes/runtime.ts';
import { fingerprint } from './fingerprint.ts';
import { KnownSecrets } from './known-secrets.ts';

interface Rules {
  /** Declared paths by their first name. */
  readonly paths: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly variables: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
}

/**
 * The boundary behind which sensitive values do not exist: what runtimes emit goes through here before the aligner, the
 * store, any view or message sees it. Runtimes and the broker work with the real values. One for each path: what it hides
 * in passing depends on what that path has shown so far, never on how the paths interleave.
 */
export class Redactor {
  readonly #key: Uint8Array;
  readonly #rules: ReadonlyMap<string, Rules>;
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #known: KnownSecrets;
  /** Node id by node place. */
  readonly #nodes = new Map<string, string>();
  /** Was the handler that was called last given sensitive data? Anything in it may come from that. */
  #called = false;
  /** Whether any node of the comparison declares sensitive data at all. */
  readonly active: boolean;

  constructor(key: Uint8Array, programs: ReadonlyMap<string, Program>) {
    this.#key = key;
    this.#programs = programs;
    this.#known = new KnownSecrets(key);
    this.#rules = new Map([...programs].map(([id, program]) => [id, rulesOf(program)]));
    this.active = [...this.#rules.values()].some((r) => r.paths.size + r.variables.size + r.steps.size > 0);
  }

  events(events: readonly TraceEvent[]): readonly TraceEvent[] {
    return this.active ? events.map((event) => this.#event(event)) : events;
  }

  /** Inputs of the root node. */
  inputs(node: string, inputs: CanonicalObject): CanonicalObject {
    return this.active ? this.#record(this.#rules.get(node), inputs) : inputs;
  }

  /** A request as it is recorded. Idempotent. */
  request(
    place: { readonly step: string; readonly occ: string; readonly effect: number },
    request: EffectRequest,
  ): EffectRequest {
    if (!this.active) return request;
    const event = this.#event({ ...place, time: 0, kind: 'effect_requested', request });
    return event.kind === 'effect_requested' ? event.request : request;
  }

  error(error: RunError): RunError {
    return {
      code: error.code,
      message: this.#known.text(error.message),
      fields: this.#known.record(error.fields),
    };
  }

  /** Documents about values: database writes, final differences. */
  document(value: Canonical): Canonical {
    return this.#known.scan(value);
  }

  /** Does this file hold a value that must not be copied? */
  reveals(bytes: Uint8Array): boolean {
    if (!this.active) return false;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return (
      this.#known.text(text) !== text ||
      this.#known.text(Buffer.from(bytes).toString('utf8')) !== Buffer.from(bytes).toString('utf8')
    );
  }

  line(line: HandlerLine): HandlerLine {
    if (!this.active) return line;
    const names = new Set([...this.#rules.values()].flatMap((r) => [...r.paths.keys(), ...r.variables]));
    return {
      ...line,
      locals: line.locals.map(([name, text]) => {
        if (names.has(name)) return [name, '•••'] as const;
        return [name, this.#called ? sealedText(this.#key, text) : this.#known.text(text)] as const;
      }),
    };
  }

  #event(event: TraceEvent): TraceEvent {
    if (event.kind === 'inputs_bound') this.#nodes.set(event.step, event.node);
    const node = event.kind === 'run_started' ? event.node : (this.#nodes.get(nodePlace(event.step)) ?? '');
    const rules = this.#rules.get(node);
    const carries = rules?.steps.has(localPath(event.step)) ?? false;
    switch (event.kind) {
      case 'run_started':
        return { ...event, inputs: this.#record(rules, event.inputs) };
      case 'inputs_bound':
        return { ...event, values: this.#bindings(rules, event.values) };
      case 'iteration':
      case 'bound': {
        // A loop's variable and a step's own bindings are no variables that rules could name.
        const value = this.#named(rules, event.name, event.value);
        return { ...event, value: carries && event.name !== 'error' ? this.#leaves(value) : value };
      }
      case 'assigned':
        return { ...event, value: this.#named(rules, event.name, event.value) };
      case 'yielded':
        return { ...event, value: carries ? this.#leaves(event.value) : this.#known.scan(event.value) };
      case 'loop_started': {
        const items = event.items as Canonical;
        return {
          ...event,
          items: (carries ? this.#leaves(items) : this.#known.scan(items)) as typeof event.items,
        };
      }
      case 'guard':
        return { ...event, probes: this.#probes(event.probes, carries) };
      case 'contract':
        return {
          ...event,
          probes: this.#probes(event.probes, carries || this.#concerns(node, rules, event)),
        };
      case 'effect_requested':
        return { ...event, request: this.#request(event.request, carries) };
      case 'effect_answered':
        return { ...event, answer: this.#answer(event.answer, carries) };
      case 'handler_called':
        this.#called = carries;
        return {
          ...event,
          parameters: event.parameters.map(
            ([name, value]) => [name, carries ? this.#leaves(value) : this.#known.scan(value)] as const,
          ),
        };
      case 'call_started': {
        const inputs = this.#record(this.#rules.get(event.node), event.inputs);
        return { ...event, inputs: carries ? (this.#leaves(inputs) as CanonicalObject) : inputs };
      }
      case 'call_returned':
        return { ...event, outcome: this.#outcome(this.#rules.get(event.node), event.outcome) };
      case 'error_raised':
        // What a handler says of what it was given is computed from it.
        if (carries && event.error.code === 'handler_error') this.#known.learn(event.error.message);
        return { ...event, error: this.error(event.error) };
      case 'note':
        return { ...event, message: this.#known.text(event.message) };
      case 'result':
        return { ...event, outcome: this.#outcome(rules, event.outcome) };
      case 'step_entered':
      case 'step_left':
      case 'state_transition':
      case 'error_handled':
        return event;
    }
  }

  #record(rules: Rules | undefined, record: CanonicalObject): CanonicalObject {
    return Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, this.#named(rules, name, value)]),
    );
  }

  #bindings(rules: Rules | undefined, values: Bindings): Bindings {
    return values.map(([name, value]) => [name, this.#named(rules, name, value)] as const);
  }

  /** The value of a variable, input or output field. */
  #named(rules: Rules | undefined, name: string, value: Canonical): Canonical {
    if (rules?.variables.has(name)) return this.#seal(value);
    let clean = value;
    for (const path of rules?.paths.get(name) ?? []) clean = this.#sealAt(clean, path);
    return this.#known.scan(clean);
  }

  #seal(value: Canonical): Canonical {
    this.#known.learn(value);
    return fingerprint(this.#key, value);
  }

  #sealAt(value: Canonical, path: readonly string[]): Canonical {
    const [name, ...rest] = path;
    if (name === undefined) return this.#seal(value);
    if (Array.isArray(value)) return value.map((member) => this.#sealAt(member, path));
    if (!isCanonicalObject(value)) return value;
    const tagged = tagOf(value);
    // Sets and maps with unusual keys have no fields to tell apart.
    if (tagged !== undefined) return this.#seal(value);
    return name in value ? { ...value, [name]: this.#sealAt(value[name] as Canonical, rest) } : value;
  }

  /** Every leaf on its own, so that the shape stays visible; truth values say too little to hide. */
  #leaves(value: Canonical, depth = 0): Canonical {
    if (value === null || typeof value === 'boolean') return value;
    if (depth > 100) return fingerprint(this.#key, value);
    if (Array.isArray(value)) return value.map((member) => this.#leaves(member, depth + 1));
    if (!isCanonicalObject(value) || tagOf(value) !== undefined) return fingerprint(this.#key, value);
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.#known.text(key), this.#leaves(member, depth + 1)]),
    );
  }

  #probes(probes: Probes, carries: boolean): Probes {
    return probes.map(
      ([slot, value]) => [slot, carries ? this.#leaves(value) : this.#known.scan(value)] as const,
    );
  }

  #concerns(
    node: string,
    rules: Rules | undefined,
    event: Extract<TraceEvent, { kind: 'contract' }>,
  ): boolean {
    if (rules === undefined) return false;
    const hidden = (name: string): boolean => rules.variables.has(name) || rules.paths.has(name);
    if (event.contract === 'constraint') return hidden(event.subject.split(/[.[]/)[0] ?? '');
    const contract = this.#programs.get(node)?.contracts[`${event.contract}s`][event.index];
    return contract !== undefined && !contract.prose && contract.names.some(hidden);
  }

  #request(request: EffectRequest, carries: boolean): EffectRequest {
    const value = (part: Canonical): Canonical => (carries ? this.#leaves(part) : this.#known.scan(part));
    switch (request.type) {
      case 'database':
        return { ...request, parameters: request.parameters.map(value) };
      case 'http':
        return {
          ...request,
          url: request.url === null ? null : this.#known.text(request.url),
          endpoint: this.#known.text(request.endpoint),
          parameters: value(request.parameters),
          headers: value(request.headers) as CanonicalObject,
        };
      case 'llm':
        return {
          ...request,
          targets: request.targets.map((target) => this.#known.text(target)),
          request: value(request.request),
        };
      case 'publish':
        return { ...request, topic: this.#known.text(request.topic), payload: value(request.payload) };
      case 'subscribe':
        return { ...request, topic: this.#known.text(request.topic) };
      case 'clock':
      case 'random':
      case 'id':
        return request;
    }
  }

  #answer(answer: EffectAnswer, carries: boolean): EffectAnswer {
    const attempts = answer.attempts.map((attempt) => ({
      ...attempt,
      detail: this.#known.text(attempt.detail),
    }));
    const value = (part: Canonical): Canonical => (carries ? this.#leaves(part) : this.#known.scan(part));
    const calls = answer.calls?.map((call) => ({
      ...call,
      body: value(call.body),
      losses: this.#losses(call.losses, carries),
      answerLosses: this.#losses(call.answerLosses, carries),
    }));
    const rest = { ...answer, attempts, ...(calls === undefined ? {} : { calls }) };
    if (!answer.ok) {
      const error = this.error(answer.error);
      const fields = carries ? (this.#leaves(error.fields) as CanonicalObject) : error.fields;
      return { ...rest, ok: false, error: { ...error, fields } };
    }
    return {
      ...rest,
      ok: true,
      value: carries ? this.#payload(answer.value) : this.#known.scan(answer.value),
    };
  }

  /** What was lost, and how badly, is said by the wire and no data; the values are, and a reason may quote them. */
  #losses(losses: Canonical, carries: boolean): Canonical {
    if (!carries) return this.#known.scan(losses);
    if (!Array.isArray(losses)) return this.#leaves(losses);
    return losses.map((loss: Canonical) => {
      if (!isCanonicalObject(loss) || tagOf(loss) !== undefined) return this.#leaves(loss);
      return Object.fromEntries(
        Object.entries(loss).map(([key, part]) => [key, OF_THE_WIRE.has(key) ? part : this.#leaves(part)]),
      );
    });
  }

  /** Numbers of changed rows, HTTP statuses and names of models are no data. */
  #payload(value: Canonical): Canonical {
    if (!isCanonicalObject(value) || tagOf(value) !== undefined) return this.#leaves(value);
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        key,
        key === 'changes' || key === 'status' || key === 'target' ? part : this.#leaves(part),
      ]),
    );
  }

  #outcome(rules: Rules | undefined, outcome: Outcome): Outcome {
    return outcome.success
      ? { success: true, outputs: this.#record(rules, outcome.outputs) }
      : { success: false, error: this.error(outcome.error) };
  }
}

const OF_THE_WIRE: ReadonlySet<string> = new Set(['class', 'path', 'severity', 'explicit', 'source']);

/** Texts that were equal stay visibly so. */
function sealedText(key: Uint8Array, text: string): string {
  const sealed = fingerprint(key, text) as { $fingerprint: string };
  return `•••${sealed.$fingerprint.slice(0, 4)}`;
}

function rulesOf(program: Program): Rules {
  const { sensitive } = program.security;
  const paths = new Map<string, (readonly string[])[]>();
  for (const path of sensitive.paths) {
    const [name = '', ...rest] = path.split('.');
    const known = paths.get(name);
    if (known) known.push(rest);
    else paths.set(name, [rest]);
  }
  return { paths, variables: new Set(sensitive.variables), steps: new Set(sensitive.steps) };
}
