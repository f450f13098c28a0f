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

/**
 * The JSON text of a request with another model in the place of its own, and no other character changed. Undefined where that
 * place is not plain: the text says "model" more than once, or writes letters of it as escapes (m is `\u006d`).
 */
export function withModel(text: string, wire: JsonObject, model: string): string | undefined {
  if (typeof wire['model'] !== 'string') return undefined;
  const at = text.indexOf(MODEL);
  if (at < 0 || text.includes(MODEL, at + 1) || text.includes('\\u006')) return undefined;
  const begin = text.indexOf('"', at + MODEL.length);
  const end = text.indexOf('"', begin + 1);
  // An escaped quote is not its end.
  if (text.slice(begin, end).includes('\\')) return undefined;
  return `${text.slice(0, begin)}${JSON.stringify(model)}${text.slice(end + 1)}`;
}

const MODEL = '"model"';

function decided(wire: JsonObject, target: Target, policy: LossPolicy): AsItIs | null {
  const chat = adapterOf(target.provider.dialect).readRequest(wire, NO_LINKS);
  const { wire: written, losses, refused, score } = transformRequest(chat, target, policy);
  const same = refused.length === 0 && sameJson(written, forModel(wire, target.model));
  // What is told of a message may quote it.
  return same && !losses.some(({ path }) => path.startsWith('/messages')) ? { losses, score } : null;
}

/** All of a request but the texts of its plain messages; undefined: it is too large. */
function shapeOf(wire: JsonObject, policy: LossPolicy): string | undefined {
  let shape: string = policy;
  for (const key in wire) {
    const value = wire[key] as Json;
    shape += `\n${key.length} ${key} `;
    if (key === 'model') shape += typeof value;
    else if (TEXTS.has(key) && isText(value)) shape += 't';
    else if (LISTS.has(key) && Array.isArray(value)) {
      for (const message of value as readonly Json[]) {
        shape += ` ${messageShape(message)}`;
        if (shape.length > SHAPE_LIMIT) return undefined;
      }
    } else shape += JSON.stringify(value);
  }
  return shape.length > SHAPE_LIMIT ? undefined : shape;
}

const LISTS: ReadonlySet<string> = new Set(['messages', 'input']);
const TEXTS: ReadonlySet<string> = new Set(['input', 'system', 'instructions']);

/** Of a message that is a role and a text, only who says it. */
function messageShape(message: Json): string {
  return (isObject(message) && isPlain(message) && ROLES.get(message['role'])) || JSON.stringify(message);
}

/** Letters that no JSON begins with. */
const ROLES: ReadonlyMap<Json | undefined, string> = new Map([
  ['system', 's'],
  ['developer', 'd'],
  ['user', 'u'],
  ['assistant', 'a'],
]);

function isPlain(message: JsonObject): boolean {
  for (const key in message) if (key !== 'role' && key !== 'content') return false;
  return isText(message['content']);
}

/** Texts that say nothing are another matter. */
function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && /\S/.test(value);
}
