import type { FieldCapability } from '../capabilities/capability.ts';
import { stepsOf } from '../dotted.ts';
import type { Json } from '../json.ts';
import type { ChatRequest } from '../protocol/request.ts';

/** A field of a request by the name of its capability: where it is, what it says, the request with another value. */

type Nested = Readonly<Record<string, unknown>>;

export function fieldPath(name: FieldCapability): string {
  return `/${name.replace('.', '/')}`;
}

export function readField(request: ChatRequest, name: FieldCapability): Json | undefined {
  const [first, second] = stepsOf(name);
  const value = (request as Nested)[first];
  return (second === undefined ? value : (value as Nested | undefined)?.[second]) as Json | undefined;
}

export function writeField(
  request: ChatRequest,
  name: FieldCapability,
  value: Json | undefined,
): ChatRequest {
  const [first, second] = stepsOf(name);
  if (second === undefined) return { ...request, [first]: value };
  return { ...request, [first]: { ...((request as Nested)[first] as Nested | undefined), [second]: value } };
}
