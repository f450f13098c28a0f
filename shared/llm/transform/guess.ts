import { isObject, type Json, type JsonObject } from '../json.ts';
import type { RequestDialect } from './import.ts';

/** Fields that only one dialect has, the surest first. */
const FIELDS: readonly (readonly [RequestDialect, readonly string[]])[] = [
  ['gemini', ['contents', 'generationConfig', 'systemInstruction']],
  ['openai-responses', ['input', 'instructions', 'previous_response_id']],
  [
    'canonical',
    [
      'parameters',
      'toolChoice',
      'parallelToolCalls',
      'responseFormat',
      'serviceTier',
      'required',
      'extensions',
    ],
  ],
  ['anthropic', ['system', 'stop_sequences', 'thinking', 'output_config']],
  ['mistral', ['random_seed', 'safe_prompt']],
];

/** Parts of messages that only one dialect has. */
const PARTS: Readonly<Record<string, RequestDialect>> = {
  tool_call: 'canonical',
  reasoning: 'canonical',
  foreign: 'canonical',
  tool_use: 'anthropic',
  thinking: 'anthropic',
  redacted_thinking: 'anthropic',
  document: 'anthropic',
};

/**
 * Which dialect a request is most likely written in, by what only one of them has: fields, then tools and parts of messages. One
 * that has messages and nothing of the kind is taken for OpenAI's chat; undefined: it looks like no request at all.
 */
export function guessDialect(json: Json): RequestDialect | undefined {
  if (!isObject(json)) return undefined;
  for (const [dialect, fields] of FIELDS) if (fields.some((field) => field in json)) return dialect;
  if (!('messages' in json)) return undefined;
  for (const tool of objects(json['tools'])) {
    if ('input_schema' in tool) return 'anthropic';
    if ('name' in tool && !('function' in tool)) return 'canonical';
  }
  for (const message of objects(json['messages']))
    for (const part of objects(message['content'])) {
      const found = ofPart(part, json);
      if (found !== undefined) return found;
    }
  if (!isFlat(json) && (isObject(json['reasoning']) || isObject(json['cache']))) return 'canonical';
  const claude = typeof json['model'] === 'string' && json['model'].startsWith('claude');
  return claude && 'max_tokens' in json && !hasSystem(json) ? 'anthropic' : 'openai-chat';
}

function ofPart({ type, source, callId, tool_use_id: answered }: JsonObject, json: JsonObject) {
  if (callId !== undefined || (isObject(source) && 'kind' in source)) return 'canonical';
  if (answered !== undefined || isObject(source)) return 'anthropic';
  // Mistral's thoughts are called like those of Anthropic, which names a limit in every request and roles of its own in none.
  if (type === 'thinking' && (hasSystem(json) || !('max_tokens' in json))) return 'mistral';
  return typeof type === 'string' && Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
}

/** Controls beside the messages, as OpenAI's dialect has them. */
function isFlat(json: JsonObject): boolean {
  return ['temperature', 'top_p', 'max_tokens', 'max_completion_tokens', 'tool_choice', 'stop'].some(
    (field) => field in json,
  );
}

function hasSystem({ messages }: JsonObject): boolean {
  return objects(messages).some(({ role }) => role === 'system' || role === 'tool');
}

function objects(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
