import { isObject, type Json, type JsonObject, sameJson } from '../../json.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../../protocol/part.ts';
import { type Links, NO_LINKS } from '../../transform/links.ts';
import { Fields, isObjects, present } from '../fields.ts';
import type { CallIds } from './call-ids.ts';
import { readOutput, writeOutput } from './function-response.ts';
import { readMedia } from './media.ts';

const DIALECT = 'gemini';

/**
 * The parts of one content. A signature at a part that is no thought is a thought of its own, before that part: it is state
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
  for (const [i, wire] of wires.entries()) {
    const { thoughtSignature: signature, ...rest } = wire;
    const apart = typeof signature === 'string' && wire['thought'] !== true && Object.keys(rest).length > 0;
    if (apart) {
      links.link(`${at}/${out.length}`, `${there}/${i}/thoughtSignature`);
      out.push({
        type: 'reasoning',
        signature,
        dialect: DIALECT,
        extensions: { [DIALECT]: { $at: 'next' } },
      });
    }
    const path = `${at}/${out.length}`;
    links.link(path, `${there}/${i}`);
    out.push(readPart(apart ? rest : wire, ids, path, `${there}/${i}`, links));
  }
  return out;
}

function readPart(wire: JsonObject, ids: CallIds, at: string, there: string, links: Links): Part {
  const fields = new Fields(wire);
  if (wire['thought'] === true || Object.keys(wire).join() === 'thoughtSignature') {
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

function readCall(fields: Fields, ids: CallIds): ToolCallPart | undefined {
  const inner = new Fields(fields.object('functionCall') ?? {});
  const [name, given, args] = [inner.string('name'), inner.string('id'), inner.take('args', isObject)];
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
  const [name, given, response] = [inner.string('name'), inner.string('id'), inner.object('response')];
  if (name === undefined || response === undefined) return undefined;
  const output = readOutput(response);
  if (given === undefined) fields.spelled('$id', 'absent');
  if (!sameJson(writeOutput(output), response)) fields.spelled('$response', response as Json);
  const content: ToolResultPart['content'] = [];
  const place = `${there}/functionResponse`;
  for (const [i, text] of output.texts.entries()) {
    links.link(`${at}/content/${content.length}`, `${place}/response/${i}`);
    content.push({ type: 'text', text });
  }
  for (const [i, wire] of (inner.take('parts', isSomeObjects) ?? []).entries()) {
    links.link(`${at}/content/${content.length}`, `${place}/parts/${i}`);
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
