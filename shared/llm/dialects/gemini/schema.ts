import { isObject, type Json, type JsonDraft, type JsonObject, sameJson, setMember } from '../../json.ts';

/**
 * Gemini takes schemas in two forms: `Schema`, a part of OpenAPI 3.0 with types in capitals, and JSON schema, of which it
 * enforces only some keywords (Google's discovery document, `GenerationConfig`).
 */

/** Keywords of JSON schemas that are not enforced in `responseJsonSchema`. */
export const NOT_ENFORCED: ReadonlySet<string> = new Set([
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'uniqueItems',
  'contains',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
  'const',
  'default',
  'allOf',
  'not',
  'if',
  'then',
  'else',
]);

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
/** 64-bit numbers are texts in Google's JSON. */
const COUNTS = new Set(['maxItems', 'minItems', 'maxLength', 'minLength', 'maxProperties', 'minProperties']);
const PLAIN = new Set(['format', 'title', 'description', 'default', 'minimum', 'maximum', 'pattern']);

/** A `Schema` as a JSON schema; what it has no word for stays as it is. */
export function jsonSchemaOf(schema: JsonObject): JsonObject {
  const out: JsonDraft = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'nullable' && value === true && typeof schema['type'] === 'string') continue;
    let next = value;
    if (key === 'type' && typeof value === 'string') {
      const type = value.toLowerCase();
      next = schema['nullable'] === true ? [type, 'null'] : type;
    } else if (COUNTS.has(key) && typeof value === 'string' && /^\d{1,15}$/.test(value)) next = Number(value);
    else if (key === 'items' && isObject(value)) next = jsonSchemaOf(value);
    else if (key === 'anyOf' && Array.isArray(value))
      next = value.map((each: Json) => (isObject(each) ? jsonSchemaOf(each) : each));
    else if (key === 'properties' && isObject(value)) next = mapMembers(value, jsonSchemaOf);
    setMember(out, key, next);
  }
  return out;
}

/** A JSON schema as a `Schema`; undefined where it says anything that a `Schema` cannot. */
export function openApiSchemaOf(schema: JsonObject): JsonObject | undefined {
  const out: JsonDraft = {};
  if (schema['type'] === undefined) return undefined;
  for (const [key, value] of Object.entries(schema)) {
    const next = keyword(key, value);
    if (next === undefined) return undefined;
    setMember(out, key, next);
  }
  if (Array.isArray(schema['type'])) out['nullable'] = true;
  return sameJson(jsonSchemaOf(out), schema) ? out : undefined;
}

function keyword(key: string, value: Json): Json | undefined {
  if (PLAIN.has(key)) return value;
  if (COUNTS.has(key)) return Number.isSafeInteger(value) ? String(value) : undefined;
  switch (key) {
    case 'type':
      return typeName(value);
    case 'enum':
    case 'required':
      return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
    case 'items':
      return isObject(value) ? openApiSchemaOf(value) : undefined;
    case 'anyOf':
      return Array.isArray(value)
        ? all(value.map((each: Json) => isObject(each) && openApiSchemaOf(each)))
        : undefined;
    case 'properties': {
      if (!isObject(value)) return undefined;
      const inner = Object.values(value).map((each) => isObject(each) && openApiSchemaOf(each));
      if (all(inner) === undefined) return undefined;
      return mapMembers(value, (each) => openApiSchemaOf(each) as JsonObject);
    }
    default:
      return undefined;
  }
}

function typeName(value: Json): string | undefined {
  const name = Array.isArray(value) && value.length === 2 && value[1] === 'null' ? (value[0] as Json) : value;
  return typeof name === 'string' && TYPES.has(name) ? name.toUpperCase() : undefined;
}

function all(list: readonly (JsonObject | undefined | false)[]): readonly JsonObject[] | undefined {
  return list.every((each) => each !== undefined && each !== false)
    ? (list as readonly JsonObject[])
    : undefined;
}

function mapMembers(object: JsonObject, change: (value: JsonObject) => JsonObject): JsonObject {
  const out: JsonDraft = {};
  for (const [key, value] of Object.entries(object))
    setMember(out, key, isObject(value) ? change(value) : value);
  return out;
}
