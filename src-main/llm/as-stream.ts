import type { Part } from '../../shared/llm/protocol/part.ts';
import type { ChatResponse } from '../../shared/llm/protocol/response.ts';
import type { StreamPart } from '../../shared/llm/protocol/stream.ts';

/** A whole answer as a stream, a word at a time: for who asked for a stream where none was to be had. */
export function* streamOf(response: ChatResponse): Iterable<StreamPart> {
  const { id, model, created } = response;
  yield {
    type: 'start',
    ...(id && { id }),
    ...(model && { model }),
    ...(created !== undefined && { created }),
  };
  for (const [candidate, { content, finish }] of response.candidates.entries()) {
    for (const [part, value] of content.entries()) {
      yield { type: 'part_start', candidate, part, value: emptied(value) };
      for (const text of words(textsOf(value).join(''))) yield { type: 'delta', candidate, part, text };
      yield { type: 'part_end', candidate, part };
    }
    if (finish !== undefined) yield { type: 'finish', candidate, finish };
  }
  if (response.usage !== undefined) yield { type: 'usage', usage: response.usage };
  yield { type: 'end' };
}

/** The texts that a part grows by in a stream, and those of a result. */
export function textsOf(part: Part): string[] {
  if (part.type === 'text') return [part.text];
  if (part.type === 'tool_call') return [part.arguments];
  return part.type === 'tool_result' ? part.content.flatMap(textsOf) : [];
}

function emptied(part: Part): Part {
  if (part.type === 'tool_call') return { ...part, arguments: '' };
  return part.type === 'text' ? { ...part, text: '' } : part;
}

/** With the spaces after them, so that joining gives the text again. */
export function words(text: string): string[] {
  return text.match(/\S+\s*|^\s+/g) ?? [];
}
