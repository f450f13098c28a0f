import { isObject, type Json, type JsonDraft, type JsonObject, pointer } from '../json.ts';
import { mapSchemas } from './schema-walk.ts';

/** Keywords that no provider holds a model to; with them a schema that is to be held to is answered with an error. */
const NEVER = ['allOf', 'not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas'] as const;

/**
 * Why a schema is none that a provider holds to which wants its objects complete: every member required, and no others. In words,
 * with the place; undefined: it is one, once `closeObjects` has closed it.
 */
export function incomplete(schema: JsonObject): string | undefined {
  let fault: string | undefined;
  mapSchemas(schema, '#', (here, at) => {
    fault ??= faultOf(here, at);
    return here;
  });
  return fault ?? (isObjectSchema(schema) ? undefined : 'it describes no object (at #)');
}

function faultOf(schema: JsonObject, at: string): string | undefined {
  const never = NEVER.find((keyword) => schema[keyword] !== undefined);
  if (never !== undefined) return `it uses \`${never}\` (at ${at})`;
  if (!isObjectSchema(schema)) return undefined;
  const { additionalProperties: others, properties, required } = schema;
  if (others !== false && !isClosable(schema)) return `it allows members that it does not name (at ${at})`;
  const members = isObject(properties) ? Object.keys(properties) : [];
  const left = members.find((name) => !Array.isArray(required) || !required.includes(name));
  return left === undefined ? undefined : `"${left}" is not required (at ${at})`;
}

export interface Closed {
  readonly path: string;
  /** What stood there. */
  readonly before: Json | undefined;
}

/** The schema with every object that names members closed to others, and where it was not. What answers it still fits the original. */
export function closeObjects(
  schema: JsonObject,
  path: string,
): { readonly schema: JsonObject; readonly closed: readonly Closed[] } {
  const closed: Closed[] = [];
  const close = (here: JsonObject, at: string): JsonObject => {
    const { additionalProperties: before } = here;
    if (before === false || !isClosable(here)) return here;
    closed.push({ path: pointer(at, 'additionalProperties'), before });
    const out: JsonDraft = { ...here, additionalProperties: false };
    return out;
  };
  return { schema: mapSchemas(schema, path, close, PARTIAL), closed };
}

/** Where an object stays open that `closeObjects` cannot close: it holds whatever members an answer likes. undefined: nowhere. */
export function openObject(schema: JsonObject): string | undefined {
  let open: string | undefined;
  mapSchemas(closeObjects(schema, '').schema, '#', (here, at) => {
    if (hasType(here) && here['additionalProperties'] !== false) open ??= at;
    return here;
  });
  return open;
}

/** Keywords with schemas that say something of an object beside others: closed, they would contradict those. */
const PARTIAL: ReadonlySet<string> = new Set([
  ...NEVER,
  'contains',
  'propertyNames',
  'unevaluatedProperties',
]);
const BESIDE = ['anyOf', 'oneOf', '$ref', ...NEVER] as const;

/** Whether all that may be in an object is named in its one schema. */
function isClosable(schema: JsonObject): boolean {
  const { properties, additionalProperties: others } = schema;
  // No members are named where there shall be none.
  const named = isObject(properties);
  const alone = BESIDE.every((keyword) => schema[keyword] === undefined);
  return named && alone && hasType(schema) && (others === undefined || others === true);
}

function hasType({ type }: JsonObject): boolean {
  return type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function isObjectSchema(schema: JsonObject): boolean {
  return hasType(schema) || (schema['type'] === undefined && schema['properties'] !== undefined);
}
