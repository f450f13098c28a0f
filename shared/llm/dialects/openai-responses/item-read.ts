import { isObject, type JsonObject } from '../../json.ts';
import type { Extensions, Part } from '../../protocol/part.ts';
import { Fields, isObjects, isString } from '../fields.ts';
import { readPart, readReasoning } from './part-read.ts';

const DIALECT = 'openai-responses';

/** What an item of the model's side holds; `place` leads to each part within the item. */
export interface ItemPart {
  readonly part: Part;
  readonly place: string;
}

/**
 * An item of the model's side as parts: a message, a call of a function, thoughts. Undefined for what is none of these, or not
 * in a form that can be written again.
 */
export function readModelItem(wire: JsonObject): readonly ItemPart[] | undefined {
  switch (wire['type']) {
    case 'function_call': {
      const part = readCall(wire);
      return part === undefined ? undefined : [{ part, place: '/call_id' }];
    }
    case 'reasoning': {
      const part = readReasoning(wire);
      return part === undefined ? undefined : [{ part, place: '/summary' }];
    }
    case 'message':
    case undefined:
      return wire['role'] === 'assistant' ? readMessage(wire) : undefined;
    default:
      return undefined;
  }
}

function readCall(wire: JsonObject): Part | undefined {
  const fields = new Fields(wire);
  fields.string('type');
  const [id, name, text] = [fields.string('call_id'), fields.string('name'), fields.string('arguments')];
  if (id === undefined || name === undefined || text === undefined) return undefined;
  return { type: 'tool_call', id, name, arguments: text, ...fields.extensions(DIALECT) };
}

/**
 * A message of the model. What identifies the item (`id`, `status`) is remembered at its first part, and at the others that
 * they belong to it; what else the item says is the first part's extension `item`.
 */
function readMessage(wire: JsonObject): readonly ItemPart[] | undefined {
  const fields = new Fields(wire);
  fields.string('role');
  const text = fields.string('content');
  const parts = text === undefined ? fields.take('content', isObjects)?.map(readPart) : undefined;
  if (text === undefined && (parts === undefined || parts.length === 0)) return undefined;
  const identity = identityOf(fields);
  const more = fields.rest();
  const extension = { $item: identity, ...(more === undefined ? {} : { item: more }) };
  if (text !== undefined)
    return [
      {
        part: {
          type: 'text',
          text,
          ...(more === undefined && Object.keys(identity).length === 0
            ? {}
            : { extensions: { [DIALECT]: { ...extension, $form: 'text' } } }),
        },
        place: '/content',
      },
    ];
  if (parts?.some(({ type }) => type !== 'text' && type !== 'refusal')) return undefined;
  if (wire['content'] && (wire['content'] as readonly JsonObject[]).some(({ type }) => type === 'input_text'))
    return undefined;
  return parts?.map((part, j) => ({
    part: { ...part, extensions: withMore(part, j === 0 ? extension : { $item: 'same' }) } as Part,
    place: `/content/${j}`,
  }));
}

function identityOf(fields: Fields): JsonObject {
  const identity: Record<string, string> = {};
  for (const key of ['type', 'id', 'status']) {
    const value = fields.take(key, isString);
    if (value !== undefined) identity[key] = value;
  }
  return identity;
}

function withMore(part: Part, more: JsonObject): Extensions {
  const own = 'extensions' in part ? part.extensions?.[DIALECT] : undefined;
  return { [DIALECT]: { ...own, ...more } };
}

/** What identifies the item that a part came in; `same`: the one of the part before. */
export function itemOf(part: Part): JsonObject | 'same' | undefined {
  const item = 'extensions' in part ? part.extensions?.[DIALECT]?.['$item'] : undefined;
  return item === 'same' ? item : isObject(item) ? item : undefined;
}
