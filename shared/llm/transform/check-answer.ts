import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import { parseJsonText } from '../../values/json-text.ts';
import { type Json, type JsonObject, parseJson } from '../json.ts';
import type { Part, ToolCallPart } from '../protocol/part.ts';
import type { ChatRequest, FunctionTool } from '../protocol/request.ts';
import type { Candidate, ChatResponse } from '../protocol/response.ts';

/** Something that an answer was asked to be and is not. */
export interface Violation {
  /** JSON pointer into the canonical answer: to the part, or to the candidate where several texts make up the JSON. */
  readonly path: string;
  /** JSON pointer into the JSON that stands there; empty: all of it. */
  readonly at: string;
  /** The keyword of the schema that does not hold; `json` where it is none, `tool` where no such tool was offered. */
  readonly keyword: string;
  /** One sentence for people. */
  readonly reason: string;
}

/**
 * What a provider was asked for, checked on what it answered, whether or not it says that it enforces it: the answer's format,
 * and the arguments of calls against the schemas of the request. Works on the request as it was meant, before any keyword was
 * relaxed. A candidate that refuses, or that was cut off by a filter, is not held to the format.
 */
export function checkAnswer(request: ChatRequest, response: ChatResponse): readonly Violation[] {
  const tools = new Map<string, FunctionTool>();
  for (const tool of request.tools ?? []) if ('name' in tool) tools.set(tool.name, tool);
  const checks = new SchemaChecks();
  return response.candidates.flatMap((candidate, i) => [
    ...candidate.content.flatMap((part, k) =>
      part.type === 'tool_call'
        ? checkCall(part, tools.get(part.name), `/candidates/${i}/content/${k}`, checks)
        : [],
    ),
    ...checkFormat(request, candidate, `/candidates/${i}`, checks),
  ]);
}

function checkCall(
  { name, arguments: text }: ToolCallPart,
  tool: FunctionTool | undefined,
  path: string,
  checks: SchemaChecks,
): Violation[] {
  if (tool === undefined)
    return [{ path, at: '', keyword: 'tool', reason: `The request offers no tool "${name}".` }];
  const value = text.trim() === '' ? {} : parseJson(text);
  if (value === undefined)
    return [{ path, at: '', keyword: 'json', reason: `The arguments of "${name}" are no JSON.` }];
  return tool.parameters === undefined ? [] : checks.run(tool.parameters, value, path);
}

function checkFormat(
  { responseFormat: format }: ChatRequest,
  { content, finish }: Candidate,
  path: string,
  checks: SchemaChecks,
): Violation[] {
  if (format === undefined || format.type === 'text') return [];
  if (finish === 'refusal' || finish === 'content_filter' || finish === 'tool_calls' || finish === 'pause')
    return [];
  if (content.some(({ type }) => type === 'refusal' || type === 'tool_call')) return [];
  const texts = content.flatMap((part: Part, k) => (part.type === 'text' ? [{ text: part.text, k }] : []));
  const place = texts.length === 1 ? `${path}/content/${texts[0]?.k}` : path;
  const value = parseJson(texts.map(({ text }) => text).join(''));
  if (value === undefined) {
    const cut = finish === 'length' ? ': it was cut off at the limit of tokens' : '';
    return [{ path: place, at: '', keyword: 'json', reason: `The answer is no JSON${cut}.` }];
  }
  if (format.type !== 'json_schema') {
    const whole = typeof value === 'object' && value !== null && !Array.isArray(value);
    return whole ? [] : [{ path: place, at: '', keyword: 'json', reason: 'The answer is no JSON object.' }];
  }
  return checks.run(format.schema, value, place);
}

/** Validators by schema, of which an answer with many calls needs the same ones again. */
class SchemaChecks {
  readonly #validators = new Map<JsonObject, Validator>();

  run(schema: JsonObject, value: Json, path: string): Violation[] {
    try {
      const { errors } = this.#validator(schema).validate(value);
      return failures(errors).map(({ keyword, instanceLocation, error }) => ({
        path,
        at: instanceLocation.replace(/^#/, ''),
        keyword: keyword === 'false' ? 'additionalProperties' : keyword,
        reason: keyword === 'false' ? 'No such member is allowed.' : error,
      }));
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
      return [{ path, at: '', keyword: '$schema', reason: `The schema cannot be checked: ${why}` }];
    }
  }

  #validator(schema: JsonObject): Validator {
    let validator = this.#validators.get(schema);
    if (validator === undefined) {
      // The library writes into the schema that it is given.
      const copy = parseJsonText(JSON.stringify(schema)) as Schema;
      validator = new Validator(copy, '2020-12', false);
      this.#validators.set(schema, validator);
    }
    return validator;
  }
}

/**
 * What fails of itself. What encloses a failure fails with it and says no more; and the library takes members that fail for
 * additional ones as well.
 */
function failures(errors: readonly OutputUnit[]): readonly OutputUnit[] {
  const own = errors.filter(({ keyword }) => !ENCLOSING.has(keyword));
  const named = own.filter((error) => !isAdditional(error));
  return own.filter(
    (error) =>
      !isAdditional(error) ||
      !named.some(({ instanceLocation: at }) => `${at}/`.startsWith(`${error.instanceLocation}/`)),
  );
}

/** The library gives a schema that is `false` no location. */
function isAdditional({ keyword, keywordLocation }: OutputUnit): boolean {
  return keyword === 'false' || ADDITIONAL.test(keywordLocation);
}

const ADDITIONAL = /\/(?:additional|unevaluated)(?:Properties|Items)/;
const ENCLOSING: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'prefixItems',
  'additionalItems',
  'allOf',
  'dependentSchemas',
  '$ref',
]);
