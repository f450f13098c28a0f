import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { parse } from 'yaml';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;
const folder = fileURLToPath(new URL('../../../../shared/specs/', import.meta.url));

/** Where each dialect's specification stands, and the schema of its request in it. */
const SPECS: Readonly<Partial<Record<Dialect, { readonly file: string; readonly schema: string }>>> = {
  'openai-chat': { file: 'openai-openapi.json', schema: 'CreateChatCompletionRequest' },
  'openai-responses': { file: 'openai-openapi.json', schema: 'CreateResponse' },
  anthropic: { file: 'anthropic-openapi.yml', schema: 'CreateMessageParams' },
  mistral: { file: 'mistral-openapi.yaml', schema: 'ChatCompletionRequest' },
};

const documents = new Map<string, unknown>();

/** A check of request bodies against the vendor's own description; a string says why there is none. */
export function requestValidator(dialect: Dialect): ValidateFunction | string {
  const spec = SPECS[dialect];
  if (spec === undefined) return `no specification of ${dialect} is known`;
  const path = folder + spec.file;
  if (!existsSync(path)) return `../shared/specs/${spec.file} is absent`;
  let document = documents.get(path);
  if (document === undefined) {
    const text = readFileSync(path, 'utf8');
    document = path.endsWith('.json') ? JSON.parse(text) : parse(text, { maxAliasCount: -1 });
    documents.set(path, document);
  }
  const ajv = new Ajv2020({ strict: false, allErrors: false, discriminator: false, validateFormats: false });
  addFormats(ajv);
  ajv.addSchema({ ...(withoutLooseNullable(document) as object), $id: 'spec' });
  return ajv.compile({ $ref: `spec#/components/schemas/${spec.schema}` });
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
