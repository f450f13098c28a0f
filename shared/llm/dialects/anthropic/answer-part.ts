import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { Part } from '../../protocol/part.ts';
import { withExtension } from '../fields.ts';
import { writeCitation } from './citation-write.ts';

const DIALECT = 'anthropic';

/** A block of an answer. A refusal is text here: the reason of the end says the rest. */
export function writeAnswerPart(part: Part): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return withExtension(
        { type: 'text', text: part.text, citations: citations(part) },
        part.extensions,
        DIALECT,
      );
    case 'refusal':
      return { type: 'text', text: part.text, citations: null };
    case 'tool_call': {
      const input = parseJson(part.arguments);
      const wire = { type: 'tool_use', id: part.id, name: part.name, input: isObject(input) ? input : {} };
      return withExtension(wire, part.extensions, DIALECT);
    }
    case 'reasoning':
      if (part.encrypted !== undefined && part.text === undefined)
        return { type: 'redacted_thinking', data: part.encrypted };
      if (part.text === undefined && part.signature === undefined) return undefined;
      // Thoughts of others have no signature; an empty one is what says so.
      return { type: 'thinking', thinking: part.text ?? '', signature: part.signature ?? '' };
    case 'foreign':
      return part.dialect === DIALECT ? part.value : undefined;
    case 'image':
    case 'audio':
    case 'file':
    case 'tool_result':
      return undefined;
  }
}

function citations({ citations }: Extract<Part, { type: 'text' }>): JsonObject[] | null {
  return citations?.map(writeCitation) ?? null;
}
