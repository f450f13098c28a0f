import { parseJsonText } from '../values/json-text.ts';

/** How the messages of the API are text, for both of its sides: as tRPC writes them, and read without its trust in `JSON.parse`. */
export const wire = {
  encode: (message: unknown): string => JSON.stringify(message),
  /** Throws where it is no text, or no JSON: a frame of bytes is nothing that a client of ours sends. */
  decode(data: unknown): unknown {
    if (typeof data !== 'string') throw new TypeError('a message is not text');
    return parseJsonText(data);
  },
};
