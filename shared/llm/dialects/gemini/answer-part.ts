import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { Part, ReasoningPart } from '../../protocol/part.ts';
import { present, spelling, withExtension } from '../fields.ts';
import { kindOf } from './media.ts';

const DIALECT = 'gemini';

/** A signature that stands at the part after it. */
export function waitingSignature(part: Part): string | undefined {
  return part.type === 'reasoning' &&
    part.text === undefined &&
    spelling(part.extensions, DIALECT, '$at') === 'next'
    ? part.signature
    : undefined;
}

/** A part of an answer; undefined where there is no place for it. A refusal is text here. */
export function writeAnswerPart(part: Part): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return withExtension({ text: part.text }, part.extensions, DIALECT);
    case 'refusal':
      return { text: part.text };
    case 'tool_call': {
      const parsed = parseJson(part.arguments);
      const args = isObject(parsed) ? parsed : {};
      const [id, bare] = [
        spelling(part.extensions, DIALECT, '$id') === 'absent' ? {} : { id: part.id },
        spelling(part.extensions, DIALECT, '$args') === 'absent' && Object.keys(args).length === 0,
      ];
      const call = { ...id, name: part.name, ...(bare ? {} : { args }) };
      return withExtension({ functionCall: call }, part.extensions, DIALECT);
    }
    case 'reasoning':
      return thought(part);
    case 'image':
    case 'audio':
    case 'file': {
      const { source } = part;
      if (source.kind !== 'data' || kindOf(source.mediaType) !== part.type) return undefined;
      const inlineData = { ...present({ mimeType: source.mediaType }), data: source.data };
      return withExtension({ inlineData }, part.extensions, DIALECT);
    }
    case 'foreign':
      return part.dialect === DIALECT ? part.value : undefined;
    case 'tool_result':
      return undefined;
  }
}

/** Signatures of others mean nothing here. */
function thought(part: ReasoningPart): JsonObject | undefined {
  const own = part.dialect === undefined || part.dialect === DIALECT;
  if (part.text === undefined && !own) return undefined;
  const absent = spelling(part.extensions, DIALECT, '$thought') === 'absent' && part.text === undefined;
  const wire = {
    ...(absent ? {} : { thought: true }),
    ...present({ text: part.text, thoughtSignature: own ? part.signature : undefined }),
  } as JsonObject;
  return withExtension(wire, part.extensions, DIALECT);
}
