import { isObject, type Json, type JsonObject } from '../../../shared/llm/json.ts';
import { type ChatRequest, chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { plainJson } from '../plain-json.ts';

/** The request that a node computed, or one sentence that says what of it is none. */
export function chatRequestOf(chat: Canonical): ChatRequest | string {
  const plain = plainJson(chat);
  const parsed = chatRequestSchema.safeParse(isObject(plain) ? withoutNulls(plain) : plain);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  const what = issue?.code === 'invalid_union' ? 'it has none of the forms that are known' : issue?.message;
  return `${where === '' ? 'the request' : where}: ${what ?? 'it is not readable'}`;
}

/** What evaluates to null is left open. Within schemas and values, null means something. */
function withoutNulls(request: JsonObject): JsonObject {
  return present(request, (value, key) => {
    if (key === 'messages' && Array.isArray(value))
      return value.map((message) => withoutNullMembers(message));
    return key === 'parameters' || key === 'reasoning' ? withoutNullMembers(value) : value;
  });
}

function withoutNullMembers(value: Json): Json {
  return isObject(value) ? present(value, (member) => member) : value;
}

function present(object: JsonObject, of: (value: Json, key: string) => Json): JsonObject {
  const kept = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, of(value, key)]));
}
