import { isObject, type Json, member } from '../json.ts';
import type { Severity } from '../losses/loss.ts';
import type { Dialect } from '../protocol/part.ts';

/** What is lost with a field that only one dialect knows, by its name; members of objects after a dot. */
const KNOWN: Readonly<Record<Dialect, Readonly<Record<string, Severity>>>> = {
  'openai-chat': {
    // What is asked, or what may answer it.
    functions: 'high',
    function_call: 'high',
    tool_choice: 'high',
    response_format: 'high',
    modalities: 'high',
    audio: 'high',
    web_search_options: 'high',
    // Who asks, how fast, and what is reported of it.
    user: 'low',
    prediction: 'low',
    prompt_cache_options: 'low',
    moderation: 'low',
    stream_options: 'none',
  },
  'openai-responses': {
    previous_response_id: 'high',
    conversation: 'high',
    prompt: 'high',
    tool_choice: 'high',
    text: 'high',
    instructions: 'high',
    user: 'low',
    background: 'low',
    include: 'low',
    phase: 'low',
    prompt_cache_options: 'low',
    moderation: 'low',
    stream_options: 'none',
    type: 'none',
    id: 'none',
    status: 'none',
  },
  anthropic: {
    container: 'high',
    mcp_servers: 'high',
    tool_choice: 'high',
    system: 'high',
    'thinking.display': 'low',
    cache_control: 'low',
    inference_geo: 'low',
    metadata: 'low',
    user_profile_id: 'low',
    speed: 'low',
    type: 'none',
  },
  gemini: {
    cachedContent: 'high',
    systemInstruction: 'high',
    tools: 'high',
    'generationConfig.responseMimeType': 'high',
    'generationConfig.responseSchema': 'high',
    'generationConfig.responseJsonSchema': 'high',
    'generationConfig._responseJsonSchema': 'high',
    'generationConfig.responseFormat': 'high',
    'generationConfig.responseModalities': 'high',
    'generationConfig.speechConfig': 'high',
    'generationConfig.imageConfig': 'high',
    'toolConfig.functionCallingConfig': 'high',
    partMetadata: 'none',
  },
  mistral: {
    tool_choice: 'high',
    response_format: 'high',
    prediction: 'low',
    prefix: 'low',
    index: 'none',
  },
};

/**
 * How bad it is that `value`, which only `dialect` knows as `key`, stays behind. Of a field that nobody here knows, or only by
 * name, the answer may differ.
 */
export function extensionSeverity(dialect: Dialect, key: string, value: Json): Severity {
  if (value === null) return 'none';
  const known = KNOWN[dialect];
  const own = member(known, key);
  if (own !== undefined) return own as Severity;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : 'medium';
  if (!isObject(value)) return 'medium';
  return Object.keys(value)
    .filter((inner) => !inner.startsWith('$') && value[inner] !== null)
    .map((inner) => (member(known, `${key}.${inner}`) ?? 'medium') as Severity)
    .reduce<Severity>((worst, each) => (ORDER.indexOf(each) > ORDER.indexOf(worst) ? each : worst), 'none');
}

const ORDER: readonly Severity[] = ['none', 'low', 'medium', 'high'];
