import { isObject, type Json, type JsonObject, sameJson } from '../../json.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../../protocol/part.ts';
import { type Links, NO_LINKS } from '../../transform/links.ts';
import { itemPath, memberPath } from '../../transform/paths.ts';
import { Fields, isObjects, present } from '../fields.ts';
import type { CallIds } from './call-ids.ts';
import { readOutput, writeOutput } from './function-response.ts';
import { readMedia } from './media.ts';

const DIALECT = 'gemini';

/**
 * The parts of the content that stands at `there`, and is the message at `at`. A signature at a part that is no thought is a thought of its own, before that part: it is state
 * that only this provider can read, like any other signature.
 */
export function readParts(
  wires: readonly JsonObject[],
  ids: CallIds,
  at = '',
  there = '',
  links: Links = NO_LINKS,
): Part[] {
  const out: Part[] = [];
  for (let i = 0; i < wires.length; i++) {
    const wire = wires[i] as JsonObject;
    const signature = wire['thoughtSignature'];
    const apart = typeof signature === 'string' && wire['thought'] !== true && Object.keys(wire).length > 1;
    if (apart) {
      links.link(
        itemPath(at, 'content', out.length),
        memberPath(itemPath(there, 'parts', i), 'thoughtSignature'),
      );
      out.push({
        type: 'reasoning',
        signature,
        dialect: DIALECT,
        extensions: { [DIALECT]: { $at: 'next' } },
      });
    }
    const path = itemPath(at, 'content', out.length);
    const place = itemPath(there, 'parts', i);
    links.link(path, place);
    out.push(readPart(apart ? withoutSignature(wire) : wire, ids, path, place, links));
  }
  return out;
}

function withoutSignature({ thoughtSignature: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

function readPart(wire: JsonObject, ids: CallIds, at: string, there: string, links: Links): Part {
  const fields = new Fields(wire);
  if (wire['thought'] === true || isOnlySignature(wire)) {
    if (fields.take('thought', (value): value is true => value === true) === undefined)
      fields.spelled('$thought', 'absent');
    const known = present({ text: fields.string('text'), signature: fields.string('thoughtSignature') });
    return { type: 'reasoning', ...known, dialect: DIALECT, ...fields.extensions(DIALECT) };
  }
  const text = fields.string('text');
  if (text !== undefined) return { type: 'text', text, ...fields.extensions(DIALECT) };
  const part =
    'functionCall' in wire
      ? readCall(fields, ids)
      : 'functionResponse' in wire
        ? readResult(fields, ids, at, there, links)
        : readMedia(fields);
  return part === undefined
    ? { type: 'foreign', dialect: DIALECT, value: wire }
    : { ...part, ...fields.extensions(DIALECT) };
}

function isOnlySignature(wire: JsonObject): boolean {
  return wire['thoughtSignature'] !== undefined && Object.keys(wire).length === 1;
}

function readCall(fields: Fields, ids: CallIds): ToolCallPart | undefined {
  const inner = new Fields(fields.object('functionCall') ?? {});
  const name = inner.string('name');
  const given = inner.string('id');
  const args = inner.take('args', isObject);
  if (name === undefined) return undefined;
  if (given === undefined) fields.spelled('$id', 'absent');
  if (args === undefined) fields.spelled('$args', 'absent');
  fields.leave('functionCall', inner.rest());
  return { type: 'tool_call', id: ids.call(name, given), name, arguments: JSON.stringify(args ?? {}) };
}

function readResult(
  fields: Fields,
  ids: CallIds,
  at: string,
  there: string,
  links: Links,
): ToolResultPart | undefined {
  const inner = new Fields(fields.object('functionResponse') ?? {});
  const name = inner.string('name');
  const given = inner.string('id');
  const response = inner.object('response');
  if (name === undefined || response === undefined) return undefined;
  const output = readOutput(response);
  if (given === undefined) fields.spelled('$id', 'absent');
  if (!sameJson(writeOutput(output), response)) fields.spelled('$response', response as Json);
  const content: ToolResultPart['content'] = [];
  const place = memberPath(there, 'functionResponse');
  for (let i = 0; i < output.texts.length; i++) {
    links.link(itemPath(at, 'content', content.length), itemPath(place, 'response', i));
    content.push({ type: 'text', text: output.texts[i] as string });
  }
  for (const [i, wire] of (inner.take('parts', isSomeObjects) ?? []).entries()) {
    links.link(itemPath(at, 'content', content.length), itemPath(place, 'parts', i));
    const own = new Fields(wire);
    const part = readMedia(own);
    content.push(
      part === undefined
        ? { type: 'foreign', dialect: DIALECT, value: wire }
        : { ...part, ...own.extensions(DIALECT) },
    );
  }
  fields.leave('functionResponse', inner.rest());
  return {
    type: 'tool_result',
    callId: ids.result(name, given),
    name,
    content,
    ...(output.isError ? { isError: true } : {}),
  };
}

function isSomeObjects(value: Json): value is readonly JsonObject[] {
  return isObjects(value) && value.length > 0;
}
