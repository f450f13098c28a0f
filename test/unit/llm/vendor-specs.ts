import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { parse } from 'yaml';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;
const folder = fileURLToPath(new URL('../../../../shared/specs/', import.meta.url));

interface Spec {
  readonly file: string;
  readonly schema: string;
  /** Alternatives that are described as exclusive are not: a user's message is both an easy one and an input item. */
  readonly overlapping?: true;
}

/** Where each dialect's specification stands, and the schema of its request in it. */
const SPECS: Readonly<Partial<Record<Dialect, Spec>>> = {
  'openai-chat': { file: 'openai-openapi.json', schema: 'CreateChatCompletionRequest' },
  'openai-responses': { file: 'openai-openapi.json', schema: 'CreateResponse', overlapping: true },
  anthropic: { file: 'anthropic-openapi.yml', schema: 'CreateMessageParams' },
  gemini: { file: 'google-generativelanguage-discovery.json', schema: 'GenerateContentRequest' },
  mistral: { file: 'mistral-openapi.yaml', schema: 'ChatCompletionRequest' },
};

const documents = new Map<string, object>();
const validators = new Map<string, ValidateFunction>();

/** A check of request bodies, or of another schema, against the vendor's own description; a string says why there is none. */
export function requestValidator(
  dialect: Dialect,
  schema: string | undefined = SPECS[dialect]?.schema,
): ValidateFunction | string {
  const spec = SPECS[dialect];
  if (spec === undefined) return `no specification of ${dialect} is known`;
  const path = folder + spec.file;
  if (!existsSync(path)) return `../shared/specs/${spec.file} is absent`;
  const key = `${dialect} ${schema}`;
  const validator = validators.get(key) ?? compile(dialect, spec, path, schema);
  validators.set(key, validator);
  return validator;
}

function compile(dialect: Dialect, spec: Spec, path: string, schema: string | undefined): ValidateFunction {
  let document = documents.get(path);
  if (document === undefined) {
    document = described(readFileSync(path, 'utf8'));
    documents.set(path, document);
  }
  const ajv = new Ajv2020({ strict: false, allErrors: false, discriminator: false, validateFormats: false });
  addFormats(ajv);
  if (dialect === 'gemini') {
    const { schemas } = document as { readonly schemas: object };
    return ajv.compile({ $ref: `#/$defs/${spec.schema}`, $defs: schemaOfDiscovery(schemas) as object });
  }
  const readable = withoutLooseNullable(document);
  ajv.addSchema({
    ...((spec.overlapping ? withoutExclusion(readable) : readable) as object),
    $id: 'spec',
  });
  return ajv.compile({ $ref: `spec#/components/schemas/${schema}` });
}

/** What a description says of values: its paths are half of it, and no schema refers to them. */
function described(text: string): object {
  // Large, and made by machines: reading YAML costs a hundred times as much as JSON, which it may be.
  const whole = text.startsWith('{')
    ? JSON.parse(text)
    : parse(/^components:\n(?:(?:[ #].*)?\n)*/m.exec(text)?.[0] ?? text, {
        maxAliasCount: -1,
        uniqueKeys: false,
      });
  return { components: whole.components, schemas: whole.schemas };
}

/** OpenAPI 3.0's `nullable` says nothing where there is no `type`, and the validator refuses it there. */
function withoutLooseNullable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLooseNullable);
  if (typeof value !== 'object' || value === null) return value;
  const loose = 'nullable' in value && typeof value.nullable === 'boolean' && !('type' in value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(loose && key === 'nullable'))
      .map(([key, inner]) => [key, withoutLooseNullable(inner)]),
  );
}

/**
 * Schemas of a discovery document as JSON schemas: references by name, 64-bit numbers as texts or numbers, and no field that
 * is not described, since Google refuses those. What the document refers to and does not describe may be anything.
 */
function schemaOfDiscovery(schemas: object): unknown {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    const {
      type,
      format,
      $ref,
      properties,
      items,
      additionalProperties,
      enum: words,
    } = value as Record<string, unknown>;
    if (typeof $ref === 'string') return Object.hasOwn(schemas, $ref) ? { $ref: `#/$defs/${$ref}` } : {};
    if (type === 'any') return {};
    if (format === 'int64') return { type: ['string', 'integer'] };
    return {
      ...(type === undefined ? {} : { type }),
      ...(words === undefined ? {} : { enum: words }),
      ...(format === 'int32' ? { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 } : {}),
      ...(items === undefined ? {} : { items: convert(items) }),
      ...(properties === undefined
        ? {}
        : {
            properties: Object.fromEntries(
              Object.entries(properties as object).map(([name, inner]) => [name, convert(inner)]),
            ),
            additionalProperties: false,
          }),
      ...(additionalProperties === undefined ? {} : { additionalProperties: convert(additionalProperties) }),
    };
  };
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, convert(schema)]));
}

function withoutExclusion(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExclusion);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key === 'oneOf' && Array.isArray(inner) ? 'anyOf' : key,
      withoutExclusion(inner),
    ]),
  );
}
