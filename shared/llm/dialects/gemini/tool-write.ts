import { isObject, type Json, type JsonDraft, type JsonObject, sameJson } from '../../json.ts';
import type { ChatRequest, FunctionTool } from '../../protocol/request.ts';
import { isCarried } from '../../transform/carried-tools.ts';
import type { Writing } from '../../transform/writing.ts';
import { present, spelling, withExtension } from '../fields.ts';
import { jsonSchemaOf } from './schema.ts';

const DIALECT = 'gemini';

/** Functions that follow each other are one group. */
export function writeTools(request: ChatRequest, writing: Writing): JsonObject[] | undefined {
  if (request.tools === undefined) return undefined;
  const out: JsonDraft[] = [];
  /** The declarations of the entry that is still open. */
  let group: Json[] | undefined;
  for (const [i, tool] of request.tools.entries()) {
    const at = `/tools/${i}`;
    if (!isCarried(tool, at, writing)) continue;
    if ('foreign' in tool) {
      const { $with, ...value } = tool.value;
      const last = out.at(-1);
      if ($with === true && group !== undefined && last !== undefined) {
        writing.link(at, `/tools/${out.length - 1}`);
        Object.assign(last, value);
      } else {
        writing.note(`${at}/value/$with`, {
          class: 'relocated',
          severity: 'none',
          reason: 'An entry of its own.',
        });
        writing.link(at, `/tools/${out.length}`);
        out.push(value);
      }
      group = undefined;
      continue;
    }
    if (group === undefined || spelling(tool.extensions, DIALECT, '$group') === 'own') {
      group = [];
      out.push({ functionDeclarations: group });
    }
    writing.link(at, `/tools/${out.length - 1}/functionDeclarations/${group.length}`);
    group.push(writeDeclaration(tool, at, writing));
  }
  return out;
}

function writeDeclaration(tool: FunctionTool, at: string, writing: Writing): JsonObject {
  const { name, description, parameters, strict, cache, extensions } = tool;
  if (cache !== undefined) writing.noPlace(`${at}/cache`, 'a cache breakpoint at a tool', 'low');
  if (strict !== undefined)
    writing.leaveOut(
      `${at}/strict`,
      'tools.strict',
      'holding the model to a schema',
      strict ? 'medium' : 'none',
    );
  const own = spelling(extensions, DIALECT, '$parameters');
  const same = isObject(own) && parameters !== undefined && sameJson(jsonSchemaOf(own), parameters);
  const wire = {
    name,
    ...present({ description }),
    ...(same ? { parameters: own } : present({ parametersJsonSchema: parameters })),
  };
  if (!same && parameters !== undefined)
    writing.note(`${at}/parameters`, {
      class: 'renamed',
      severity: 'none',
      reason: 'Sent as `parametersJsonSchema`.',
      always: true,
    });
  return withExtension(wire as JsonObject, extensions, DIALECT);
}
