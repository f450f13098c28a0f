import {
  isObject,
  type Json,
  type JsonDraft,
  type JsonObject,
  member,
  pointer,
  setMember,
} from '../../json.ts';

/**
 * Google's JSON takes names in camel case and in snake case alike (ProtoJSON); its own examples have both. Everything behind
 * this file knows camel case only.
 */
const NAMES = [
  ...[
    'systemInstruction',
    'generationConfig',
    'safetySettings',
    'toolConfig',
    'cachedContent',
    'serviceTier',
  ],
  ...[
    'inlineData',
    'fileData',
    'mimeType',
    'fileUri',
    'functionCall',
    'functionResponse',
    'thoughtSignature',
  ],
  ...[
    'executableCode',
    'codeExecutionResult',
    'videoMetadata',
    'startOffset',
    'endOffset',
    'mediaResolution',
  ],
  ...['functionDeclarations', 'parametersJsonSchema', 'functionCallingConfig', 'allowedFunctionNames'],
  ...[
    'googleSearch',
    'googleSearchRetrieval',
    'googleMaps',
    'codeExecution',
    'urlContext',
    'retrievalConfig',
  ],
  ...['stopSequences', 'candidateCount', 'maxOutputTokens', 'topP', 'topK', 'presencePenalty'],
  ...['frequencyPenalty', 'responseLogprobs', 'responseMimeType', 'responseSchema', 'responseJsonSchema'],
  ...['responseModalities', 'thinkingConfig', 'thinkingBudget', 'thinkingLevel', 'includeThoughts'],
  ...['anyOf', 'minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties'],
  ...['propertyOrdering', 'willContinue', 'partMetadata'],
];
const CAMEL = new Map(NAMES.map((name) => [snakeOf(name), name]));
/** Below these, names are the caller's own. */
const OPAQUE = new Set(['args', 'response', 'parametersJsonSchema', 'responseJsonSchema', 'partMetadata']);

function snakeOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A request in camel case, and where it was not: pointers into what is returned. */
export function camelNames(wire: JsonObject): {
  readonly wire: JsonObject;
  readonly snake: readonly string[];
} {
  const snake: string[] = [];
  if (!hasSnake(wire)) return { wire, snake };
  const visit = (value: Json, at: string, ownNames: boolean): Json => {
    if (Array.isArray(value)) return value.map((item: Json, i) => visit(item, pointer(at, i), false));
    if (!isObject(value)) return value;
    const out: JsonDraft = {};
    for (const [key, inner] of Object.entries(value)) {
      const camel = ownNames ? undefined : CAMEL.get(key);
      const name = camel === undefined || member(value, camel) !== undefined ? key : camel;
      const path = pointer(at, name);
      setMember(
        out,
        name,
        !ownNames && OPAQUE.has(name) ? inner : visit(inner, path, !ownNames && name === 'properties'),
      );
      if (name !== key) snake.push(path);
    }
    return out;
  };
  return { wire: visit(wire, '', false) as JsonObject, snake };
}

/** Whether any name at all, wherever it stands, might be one of these: nearly no request has one. */
function hasSnake(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasSnake);
  for (const key in value) {
    if (key.includes('_') && CAMEL.has(key)) return true;
    if (hasSnake((value as JsonObject)[key] as Json)) return true;
  }
  return false;
}

/** The same names in snake case again, where they are still there. */
export function snakeNames(wire: JsonObject, paths: readonly string[]): JsonObject {
  const snake = new Set(paths);
  const visit = (value: Json, at: string): Json => {
    if (Array.isArray(value)) return value.map((item: Json, i) => visit(item, pointer(at, i)));
    if (!isObject(value)) return value;
    const out: JsonDraft = {};
    for (const [key, inner] of Object.entries(value)) {
      const path = pointer(at, key);
      setMember(out, snake.has(path) ? snakeOf(key) : key, visit(inner, path));
    }
    return out;
  };
  return visit(wire, '') as JsonObject;
}
