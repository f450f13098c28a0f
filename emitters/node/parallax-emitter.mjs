/**
 * Writes runs of a JavaScript program as events that `parallax ingest` reads.
 *
 * One file, no dependencies, Node 18 or newer. Nothing in here ever throws into the program it is used in: when an event
 * cannot be written, the run is no longer recorded, and `run.problem` says why.
 *
 *     import { run } from './parallax-emitter.mjs';
 *
 *     run('order_total', { inputs: { amount }, file: 'runs.jsonl' }, (it) => {
 *       const tax = it.step('compute_tax', () => it.assign('tax', amount * rate));
 *       it.result({ total: amount + tax });
 *     });
 *
 * Functions may be asynchronous: `run`, `step`, `each` and `effect` then give a promise. Without `file`, the environment
 * variable PARALLAX_EVENTS names it; without either nothing is recorded. A folder (it exists, or ends with a slash) gets a
 * file for each run.
 */
import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const DEEPEST = 60;
let numbers = 0;

/**
 * Runs `body` as a run of `node` and gives what it gives. What it throws is recorded as the run's error, and goes on.
 * @param {string} node
 * @param {{ inputs?: object, path?: 'reference' | 'direct', file?: string, version?: string, sensitive?: string[] }} options
 * @param {(run: Run) => unknown} body
 */
export function run(node, options, body) {
  const it = new Run(node, options ?? {});
  return around(
    () => body(it),
    (value) => {
      it.result({});
      return value;
    },
    (error) => it.error(codeOf(error), error),
  );
}

/** One run. Steps nest as they are entered, one after the other. */
class Run {
  problem = null;
  #stream = null;
  #ended = false;
  #raised = undefined;
  #started = performance.now();

  constructor(node, { inputs = {}, path = 'direct', file, version = '', sensitive = [] }) {
    try {
      const target = file ?? process.env.PARALLAX_EVENTS ?? '';
      if (target === '') {
        this.problem = 'no file';
        return;
      }
      this.#stream = openSync(fileFor(String(target), node), 'a');
      const runtime = `Node ${process.versions.node}`;
      const header = { parallax: 1, node: String(node), path, runtime, version: String(version) };
      this.#write({
        ...header,
        started: Date.now(),
        sensitive: sensitive.map(String),
        inputs: record(inputs),
      });
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /**
   * A step: gives what `body` gives. Within a round of `each` it belongs to that round; `block` names another place: then,
   * else, do.
   */
  step(name, body, { operation = 'custom', block } = {}) {
    const place = block === undefined ? {} : { block };
    this.#event(() => ({ kind: 'step_entered', name: String(name), operation, ...place }));
    return around(
      body,
      (value) => {
        this.#event(() => ({ kind: 'step_left' }));
        return value;
      },
      (error) => this.#failed(error),
    );
  }

  /** A loop as a step: `body(item)` for each item, one after the other, asynchronous or not. */
  each(name, variable, items, body) {
    const list = [...items];
    const from = (i) => {
      for (let at = i; at < list.length; at++) {
        const item = list[at];
        this.#event(() => ({ kind: 'iteration', name: String(variable), value: canonical(item) }));
        const done = body(item, at);
        if (typeof done?.then === 'function') return done.then(() => from(at + 1));
      }
      return undefined;
    };
    const loop = () => {
      this.#event(() => ({ kind: 'loop_started', items: list.map((item) => canonical(item)) }));
      return from(0);
    };
    return this.step(name, loop, { operation: 'for_each' });
  }

  /** A variable has a value; gives it back. */
  assign(name, value) {
    this.#event(() => ({ kind: 'assigned', name: String(name), value: canonical(value) }));
    return value;
  }

  /** A condition was decided; gives it back. */
  guard(value) {
    this.#event(() => ({ kind: 'guard', value: Boolean(value) }));
    return value;
  }

  /** A precondition, postcondition, invariant or constraint was checked; gives the verdict back. */
  contract(kind, text, held) {
    this.#event(() => ({ kind: 'contract', contract: kind, text, verdict: held ? 'held' : 'violated' }));
    return held;
  }

  transition(machine, before, after) {
    this.#event(() => ({ kind: 'state_transition', machine, from: String(before), to: String(after) }));
  }

  /** Asks the outside world: records what `perform()` is asked, and what it gives back or throws. */
  effect(request, perform) {
    this.#event(() => ({ kind: 'effect_requested', request: requestOf(request) }));
    return around(
      perform,
      (value) => {
        this.#event(() => ({ kind: 'effect_answered', answer: { ok: true, value: canonical(value) } }));
        return value;
      },
      (error) => {
        const told = { code: codeOf(error), message: text(error) };
        this.#event(() => ({ kind: 'effect_answered', answer: { ok: false, error: told } }));
      },
    );
  }

  /** The run succeeded. Later calls do nothing. */
  result(outputs = {}) {
    this.#end(() => ({ success: true, outputs: record(outputs) }));
  }

  /** The run failed. Later calls do nothing. */
  error(code, message = '', fields = {}) {
    const told = () => ({ code: String(code), message: text(message), fields: record(fields) });
    this.#end(() => ({ success: false, error: told() }));
  }

  #failed(error) {
    if (this.#raised !== error) {
      this.#raised = error;
      this.#event(() => ({ kind: 'error_raised', error: { code: codeOf(error), message: text(error) } }));
    }
    this.#event(() => ({ kind: 'step_left', outcome: 'failed' }));
  }

  #end(outcome) {
    if (this.#ended) return;
    this.#event(() => ({ kind: 'result', outcome: outcome() }));
    this.#ended = true;
    this.#close();
  }

  #event(line) {
    if (this.#stream === null || this.#ended) return;
    try {
      this.#write({ ...line(), time: Math.floor((performance.now() - this.#started) * 1000) });
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #write(line) {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`, 'utf8');
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#stream, bytes, at);
  }

  #giveUp(error) {
    this.problem = text(error);
    this.#close();
  }

  #close() {
    const stream = this.#stream;
    this.#stream = null;
    try {
      if (stream !== null) closeSync(stream);
    } catch (error) {
      this.problem = text(error);
    }
  }
}

/** A natural value as canonical JSON. What has no form there becomes its text. */
export function canonical(value, depth = 0) {
  if (value === undefined || value === null) return null;
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      return number(value);
    case 'bigint':
      return value >= -9007199254740991n && value <= 9007199254740991n
        ? Number(value)
        : { $integer: String(value) };
    case 'object':
      return depth > DEEPEST ? text(value) : object(value, depth);
    default:
      return text(value);
  }
}

function number(value) {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isSafeInteger(value)) return value + 0;
  return { $decimal: String(value) };
}

function object(value, depth) {
  const inner = (member) => canonical(member, depth + 1);
  if (Array.isArray(value)) return Array.from(value, inner);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? null : { $timestamp: `${value.toISOString().slice(0, -1)}000Z` };
  if (value instanceof Uint8Array)
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  if (value instanceof Set) return { $set: [...value].map(inner) };
  if (value instanceof Map) return pairs([...value], inner);
  if (value instanceof Error) return { name: value.name, message: text(value) };
  // Decimal libraries: their own text is exact.
  if (
    typeof value.toFixed === 'function' &&
    typeof value.toString === 'function' &&
    typeof value.plus === 'function'
  )
    return { $decimal: value.toString() };
  if (typeof value.toJSON === 'function') return inner(value.toJSON());
  return pairs(
    Object.entries(value).filter(([, member]) => member !== undefined && typeof member !== 'function'),
    inner,
  );
}

function pairs(entries, inner) {
  if (entries.every(([key]) => typeof key === 'string' && !key.startsWith('$')))
    return Object.fromEntries(entries.map(([key, member]) => [key, inner(member)]));
  return { $map: entries.map(([key, member]) => [inner(key), inner(member)]) };
}

function record(values) {
  try {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, canonical(value)]));
  } catch (error) {
    return { unreadable: text(error) };
  }
}

const PLAIN = new Set([
  'type',
  'operation',
  'sql',
  'method',
  'url',
  'endpoint',
  'topic',
  'provider',
  'database',
]);

/** Every field of a request but the structural ones holds values of the program. */
function requestOf(request) {
  return Object.fromEntries(
    Object.entries(request).map(([key, value]) => [key, PLAIN.has(key) ? value : canonical(value)]),
  );
}

function text(value) {
  try {
    return String(value instanceof Error ? value.message : value).slice(0, 2000);
  } catch {
    return `<${typeof value}>`;
  }
}

function codeOf(error) {
  const code = error?.code;
  if (typeof code === 'string' && code !== '') return code;
  return error instanceof Error ? error.name : 'error';
}

/** Calls `body` and tells how it ended, also when that is later. */
function around(body, done, failed) {
  let value;
  try {
    value = body();
  } catch (error) {
    failed(error);
    throw error;
  }
  if (typeof value?.then !== 'function') return done(value);
  return value.then(done, (error) => {
    failed(error);
    throw error;
  });
}

function fileFor(target, node) {
  const folder = target.endsWith('/') || statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!folder) return target;
  mkdirSync(target, { recursive: true });
  const name = `${node}-${Date.now()}-${process.pid}-${++numbers}.jsonl`;
  return join(target, name.replace(/[^\w.-]/g, '_'));
}
