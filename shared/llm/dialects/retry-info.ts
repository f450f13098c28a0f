import { isObject, type JsonObject } from '../json.ts';

const TYPE = 'type.googleapis.com/google.rpc.RetryInfo';

/** Milliseconds that Google's `RetryInfo` among an error's details asks to wait; also in what its OpenAI-compatible address answers. */
export function retryInfoMs({ details }: JsonObject): number | undefined {
  for (const detail of Array.isArray(details) ? details : []) {
    if (!isObject(detail) || detail['@type'] !== TYPE) continue;
    // A `google.protobuf.Duration` in JSON: `34.5s`.
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(detail['retryDelay']))?.[1];
    if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000);
  }
  return undefined;
}

export function retryInfo(ms: number): JsonObject {
  return { '@type': TYPE, retryDelay: `${ms / 1000}s` };
}
