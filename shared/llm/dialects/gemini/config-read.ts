import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { ChatRequest, ResponseFormat } from '../../protocol/request.ts';
import { Fields, oneOf, present } from '../fields.ts';
import { jsonSchemaOf } from './schema.ts';

/** What `generationConfig` says beyond plain numbers. */
export interface ReadConfig {
  readonly responseFormat?: ResponseFormat;
  readonly reasoning?: NonNullable<ChatRequest['reasoning']>;
  /** Spellings, for the whole request. */
  readonly spelled: JsonObject;
  /** What is left of it; undefined: nothing. */
  readonly rest: JsonObject | undefined;
}

export function readConfig(config: JsonObject): ReadConfig {
  const fields = new Fields(config);
  const format = readFormat(fields, config);
  const thinking = readThinking(fields);
  return {
    ...present({ responseFormat: format.format, reasoning: thinking.reasoning }),
    spelled: { ...format.spelled, ...thinking.spelled },
    rest: fields.rest(),
  };
}

const SCHEMAS = ['responseJsonSchema', 'responseSchema', '_responseJsonSchema'] as const;

function readFormat(
  fields: Fields,
  config: JsonObject,
): { readonly format?: ResponseFormat; readonly spelled?: JsonObject } {
  const mime = fields.take('responseMimeType', oneOf('text/plain', 'application/json'));
  if (mime === undefined) return {};
  if (mime === 'text/plain') return { format: { type: 'text' } };
  const key = SCHEMAS.find((each) => isObject(config[each]));
  if (key === undefined) return { format: { type: 'json' } };
  const schema = fields.object(key) as JsonObject;
  if (key === 'responseJsonSchema') return { format: { type: 'json_schema', schema, strict: true } };
  return {
    format: {
      type: 'json_schema',
      strict: true,
      schema: key === 'responseSchema' ? jsonSchemaOf(schema) : schema,
    },
    spelled: { $schema: { [key]: schema } },
  };
}

const LEVELS = { MINIMAL: 'minimal', LOW: 'low', MEDIUM: 'medium', HIGH: 'high' } as const;

/** A level is an effort; a budget of 0 is none, and one of -1 leaves it to the model. */
function readThinking(fields: Fields): {
  readonly reasoning?: NonNullable<ChatRequest['reasoning']>;
  readonly spelled?: JsonObject;
} {
  const wire = fields.take(
    'thinkingConfig',
    (value: Json): value is JsonObject => isObject(value) && Object.keys(value).length > 0,
  );
  if (wire === undefined) return {};
  const own = new Fields(wire);
  const isLevel = (value: Json): value is string =>
    typeof value === 'string' && Object.hasOwn(LEVELS, value.toUpperCase());
  const level = own.take('thinkingLevel', isLevel);
  // Both together are refused; the level is the newer word.
  const budget = level === undefined ? own.int('thinkingBudget') : undefined;
  const show = own.boolean('includeThoughts');
  fields.leave('thinkingConfig', own.rest());
  const upper = level?.toUpperCase() as keyof typeof LEVELS | undefined;
  const reasoning = present({
    effort: upper === undefined ? (budget === 0 ? ('none' as const) : undefined) : LEVELS[upper],
    budgetTokens: budget === 0 || budget === -1 ? undefined : budget,
    adaptive: budget === -1 ? true : undefined,
    show: show === undefined ? undefined : show ? ('auto' as const) : ('none' as const),
  });
  return {
    ...(Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    ...(level === undefined || level === upper ? {} : { spelled: { $thinkingLevel: level } }),
  };
}
