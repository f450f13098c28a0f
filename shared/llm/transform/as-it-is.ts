import { adapterOf } from '../dialects/adapters.ts';
import { isObject, type Json, type JsonObject, sameJson } from '../json.ts';
import type { Loss } from '../losses/loss.ts';
import type { LossPolicy } from '../losses/policy.ts';
import type { Target } from '../providers/target.ts';
import { NO_LINKS } from './links.ts';
import { transformRequest } from './transform.ts';

/** What is to be told of requests that are sent as they are: of settings that were left open, or that are taken in vain. */
export interface AsItIs {
  readonly losses: readonly Loss[];
  /** 0 to 100, see `fidelity`. */
  readonly score: number;
}

/** More characters of settings than these are not remembered. */
const SHAPE_LIMIT = 16 * 1024;
/** Shapes of one target; a program has few. */
const SHAPES = 256;

const known = new WeakMap<Target, Map<string, AsItIs | null>>();

/**
 * Whether a request in the target's own dialect would be written for it word for word, but for the model; undefined: it has to
 * be transformed. Decided by a transform, once for all requests that only differ in what their plain messages say.
 */
export function sentAsItIs(wire: JsonObject, target: Target, policy: LossPolicy): AsItIs | undefined {
  const shape = shapeOf(wire, policy);
  if (shape === undefined) return undefined;
  let shapes = known.get(target);
  if (shapes === undefined) {
    shapes = new Map();
    known.set(target, shapes);
  }
  let found = shapes.get(shape);
  if (found === undefined) {
    found = decided(wire, target, policy);
    if (shapes.size >= SHAPES) shapes.clear();
    shapes.set(shape, found);
  }
  return found ?? undefined;
}

/** The body for a target that takes it as it is. */
export function forModel(wire: JsonObject, model: string): JsonObject {
  return Object.hasOwn(wire, 'model') ? { ...wire, model } : wire;
}

function decided(wire: JsonObject, target: Target, policy: LossPolicy): AsItIs | null {
  const chat = adapterOf(target.provider.dialect).readRequest(wire, NO_LINKS);
  const { wire: written, losses, refused, score } = transformRequest(chat, target, policy);
  const same = refused.length === 0 && sameJson(written, forModel(wire, target.model));
  // What is told of a message may quote it.
  return same && !losses.some(({ path }) => path.startsWith('/messages')) ? { losses, score } : null;
}

/** All of a request but the texts of its plain messages; undefined: it is too large. */
function shapeOf(wire: JsonObject, policy: LossPolicy): string | undefined {
  const settings: Record<string, Json> = {};
  let messages = '';
  for (const key in wire) {
    const value = wire[key] as Json;
    if (key === 'model') settings[key] = typeof value;
    else if (TEXTS.has(key) && isText(value)) settings[key] = 't';
    else if (LISTS.has(key) && Array.isArray(value)) {
      settings[key] = '';
      for (const message of value as readonly Json[]) {
        messages += `\n${messageShape(message)}`;
        if (messages.length > SHAPE_LIMIT) return undefined;
      }
    } else settings[key] = value;
  }
  const shape = `${policy} ${JSON.stringify(settings)}${messages}`;
  return shape.length > SHAPE_LIMIT ? undefined : shape;
}

const LISTS: ReadonlySet<string> = new Set(['messages', 'input']);
const TEXTS: ReadonlySet<string> = new Set(['input', 'system', 'instructions']);

/** Of a message that is a role and a text, only who says it. */
function messageShape(message: Json): string {
  return isObject(message) && isPlain(message) ? `~${message['role']}` : JSON.stringify(message);
}

function isPlain(message: JsonObject): boolean {
  for (const key in message) if (key !== 'role' && key !== 'content') return false;
  return typeof message['role'] === 'string' && isText(message['content']);
}

/** Texts that say nothing are another matter. */
function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && /\S/.test(value);
}
