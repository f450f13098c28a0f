import { isObject, type Json } from '../../../shared/llm/json.ts';
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

/** A control that evaluates to null is left open. Within schemas and values, null means something. */
function withoutNulls(request: { readonly [key: string]: Json }): Json {
  const present = (object: Json | undefined): Json | undefined =>
    isObject(object)
      ? Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))
      : object;
  const { parameters, reasoning, messages, ...rest } = request;
  return {
    ...(present(rest) as { readonly [key: string]: Json }),
    ...(messages === undefined || messages === null
      ? {}
      : { messages: Array.isArray(messages) ? messages.map((each) => present(each) ?? null) : messages }),
    ...(parameters === undefined || parameters === null ? {} : { parameters: present(parameters) ?? null }),
    ...(reasoning === undefined || reasoning === null ? {} : { reasoning: present(reasoning) ?? null }),
  };
}
