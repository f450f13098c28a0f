import { isObject, type JsonObject } from '../../json.ts';
import type { Tool } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { Fields, isObjects, present } from '../fields.ts';
import { jsonSchemaOf } from './schema.ts';

const DIALECT = 'gemini';

/**
 * Functions stand in groups, beside what the provider runs itself. That a group is not one with the functions before it, or
 * that something stands in the same entry, is remembered.
 */
export function readTools(fields: Fields, links: Links): Tool[] | undefined {
  const entries = fields.take('tools', isObjects);
  if (entries === undefined) return undefined;
  const tools: Tool[] = [];
  for (const [i, entry] of entries.entries()) {
    const { functionDeclarations: declarations, ...rest } = entry;
    if (!isDeclarations(declarations)) {
      links.link(`/tools/${tools.length}`, `/tools/${i}`);
      tools.push({ foreign: DIALECT, value: entry });
      continue;
    }
    const before = tools.at(-1);
    const follows = before !== undefined && !('foreign' in before);
    const joined = before !== undefined && 'foreign' in before && before.value['$with'] === true;
    for (const [k, declaration] of declarations.entries()) {
      links.link(`/tools/${tools.length}`, `/tools/${i}/functionDeclarations/${k}`);
      tools.push(readDeclaration(declaration, k === 0 && (follows || joined)));
    }
    if (Object.keys(rest).length === 0) continue;
    links.link(`/tools/${tools.length}`, `/tools/${i}`);
    tools.push({ foreign: DIALECT, value: { ...rest, $with: true } });
  }
  return tools;
}

function readDeclaration(wire: JsonObject, group: boolean): Tool {
  const fields = new Fields(wire);
  const known = present({ description: fields.string('description') });
  const name = fields.string('name') as string;
  if (group) fields.spelled('$group', 'own');
  let parameters = fields.object('parametersJsonSchema');
  if (parameters === undefined) {
    const schema = fields.object('parameters');
    if (schema !== undefined) {
      parameters = jsonSchemaOf(schema);
      fields.spelled('$parameters', schema);
    }
  }
  return { name, ...known, ...present({ parameters }), ...fields.extensions(DIALECT) };
}

function isDeclarations(value: unknown): value is readonly JsonObject[] {
  return (
    Array.isArray(value) &&
    isObjects(value) &&
    value.length > 0 &&
    value.every((each) => isObject(each) && typeof each['name'] === 'string')
  );
}
