import type { JsonObject } from '../../json.ts';
import type { Citation } from '../../protocol/part.ts';
import { present, withExtension } from '../fields.ts';

export function writeCitation(citation: Citation): JsonObject {
  const { url, title, quote, document, start, end, extensions } = citation;
  const wire = present({
    url,
    ...(document === undefined ? { title } : { document_title: title }),
    cited_text: quote,
    document_index: document,
    start_char_index: start,
    end_char_index: end,
  });
  return withExtension(wire as JsonObject, extensions, 'anthropic');
}
