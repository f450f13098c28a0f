import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Citation, Part, ReasoningPart, ToolCallPart } from '../../protocol/part.ts';
import { spelling, withExtension } from '../fields.ts';
import { BETWEEN } from './part-read.ts';

const DIALECT = 'openai-responses';

export type SaidPart = Extract<Part, { type: 'text' | 'refusal' }>;

/** A content part of a message of the model. */
export function outputPart(part: SaidPart, citations: readonly Citation[] = []): JsonObject {
  if (part.type === 'refusal') return withOwn({ type: 'refusal', refusal: part.text }, part);
  const wire: JsonDraft = { type: 'output_text', text: part.text };
  if (citations.length > 0 || spelling(part.extensions, DIALECT, '$annotations') !== 'absent')
    wire['annotations'] = part.extensions?.[DIALECT]?.['annotations'] ?? citations.map(writeCitation);
  if (spelling(part.extensions, DIALECT, '$logprobs') !== 'absent')
    wire['logprobs'] = part.extensions?.[DIALECT]?.['logprobs'] ?? [];
  return withOwn(wire, part);
}

/** With what only this dialect says of the part; what it says of the item around it is not the part's. */
function withOwn(wire: JsonObject, { extensions }: SaidPart): JsonObject {
  const { item: _, ...own } = extensions?.[DIALECT] ?? {};
  return withExtension(wire, { [DIALECT]: own }, DIALECT);
}

/** A message of the model: `first` remembers what identified it and what else it said. */
export function messageItem(content: readonly JsonObject[], first: SaidPart, made: JsonObject): JsonObject {
  const { $item, item } = first.extensions?.[DIALECT] ?? {};
  const identity = typeof $item === 'object' && $item !== null ? ($item as JsonObject) : made;
  return withExtension(
    { ...identity, role: 'assistant', content },
    { [DIALECT]: (item ?? {}) as JsonObject },
    DIALECT,
  );
}

export function writeCitation({
  url = '',
  title = '',
  start = 0,
  end = 0,
  extensions,
}: Citation): JsonObject {
  return withExtension(
    { type: 'url_citation', url, title, start_index: start, end_index: end },
    extensions,
    DIALECT,
  );
}

export function callItem(part: ToolCallPart, callId: string): JsonObject {
  return withExtension(
    { type: 'function_call', call_id: callId, name: part.name, arguments: part.arguments },
    part.extensions,
    DIALECT,
  );
}

/** Thoughts, divided as they were. */
export function reasoningItem(part: ReasoningPart, id: string): JsonObject {
  const texts = divided(part);
  const wire: JsonDraft = { type: 'reasoning', id, summary: [] };
  if (part.summary === true) wire['summary'] = texts.map((text) => ({ type: 'summary_text', text }));
  else if (texts.length > 0 || spelling(part.extensions, DIALECT, '$content') === 'empty')
    wire['content'] = texts.map((text) => ({ type: 'reasoning_text', text }));
  if (part.encrypted !== undefined) wire['encrypted_content'] = part.encrypted;
  else if (spelling(part.extensions, DIALECT, '$encrypted') === 'null') wire['encrypted_content'] = null;
  return withExtension(wire, part.extensions, DIALECT);
}

function divided({ text, extensions }: ReasoningPart): string[] {
  if (text === undefined) return [];
  const lengths = spelling(extensions, DIALECT, '$lengths');
  if (!Array.isArray(lengths)) return [text];
  const texts: string[] = [];
  let at = 0;
  for (const length of lengths as readonly number[]) {
    texts.push(text.slice(at, at + length));
    at += length + BETWEEN.length;
  }
  return texts.join(BETWEEN) === text ? texts : [text];
}
