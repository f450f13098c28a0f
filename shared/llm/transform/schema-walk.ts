import { isObject, type Json, type JsonDraft, type JsonObject, pointer, setMember } from '../json.ts';

/** Members that hold schemas by name, one schema, or a list of them; everything else is data. */
const NAMED = new Set(['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas']);
const SINGLE = new Set([
  'items',
  'additionalItems',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'propertyNames',
]);
const NONE: ReadonlySet<string> = new Set();
/** `items` was a list of schemas before `prefixItems` was. */
const LISTS = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems', 'items']);

/**
 * A JSON schema with `change` made to each schema in it, the outer one first. `path` is a JSON pointer to `schema`; `change` is
 * given that of each. What stands at the keywords in `skip` is left as it is.
 */
export function mapSchemas(
  schema: JsonObject,
  path: string,
  change: (schema: JsonObject, path: string) => JsonObject,
  skip: ReadonlySet<string> = NONE,
): JsonObject {
  const visit = (here: Json, at: string): Json => {
    if (!isObject(here)) return here;
    const out: JsonDraft = {};
    for (const [key, value] of Object.entries(change(here, at))) {
      const below = pointer(at, key);
      let next = value;
      if (skip.has(key)) next = value;
      else if (LISTS.has(key) && Array.isArray(value))
        next = value.map((inner: Json, i) => visit(inner, pointer(below, i)));
      else if (SINGLE.has(key)) next = visit(value, below);
      else if (NAMED.has(key) && isObject(value)) {
        const named: JsonDraft = {};
        for (const [name, inner] of Object.entries(value))
          setMember(named, name, visit(inner, pointer(below, name)));
        next = named;
      }
      setMember(out, key, next);
    }
    return out;
  };
  return visit(schema, path) as JsonObject;
}
