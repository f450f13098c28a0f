import type { CapabilityCell } from '../capabilities/capability.ts';
import { type JsonDraft, type JsonObject, pointer, setMember } from '../json.ts';
import type { ChatRequest, ToolChoice } from '../protocol/request.ts';
import { isCarried, isChoiceLost } from './carried-tools.ts';
import { closeObjects, incomplete, openObject } from './schema-objects.ts';
import { mapSchemas } from './schema-walk.ts';
import { sourceText, type Writing } from './writing.ts';

/** The answer's format as the target enforces it. */
export function fitFormat(request: ChatRequest, writing: Writing): ChatRequest {
  const format = request.responseFormat;
  if (format === undefined || format.type === 'text') return request;
  const name = `responseFormat.${format.type}` as const;
  const cell = writing.cell(name);
  const open =
    format.type === 'json_schema' && cell?.objects === 'closed' ? openObject(format.schema) : undefined;
  if (cell !== undefined && (cell.support !== 'yes' || open !== undefined)) {
    const imitated = writing.policy === 'coerce' && cell.support !== 'rejected';
    const refused = cell.support === 'rejected' || open !== undefined;
    writing.note('/responseFormat', {
      class: imitated ? 'emulated' : refused ? 'rejected' : 'dropped',
      severity: 'high',
      reason: imitated
        ? `Asked for in words, in a system message: nothing enforces it.${open === undefined ? '' : ` ${openReason(open, writing)}`}`
        : open === undefined
          ? `${writing.target.provider.name} cannot be held to ${format.type === 'json' ? 'JSON' : 'a JSON schema'}.`
          : openReason(open, writing),
      source: sourceText(cell),
    });
    if (!imitated) return { ...request, responseFormat: undefined };
    const text =
      format.type === 'json_schema'
        ? `Answer with nothing but JSON that is valid under this JSON schema: ${JSON.stringify(format.schema)}`
        : 'Answer with one JSON object and nothing else.';
    return {
      ...request,
      responseFormat: undefined,
      messages: [...request.messages, { role: 'system', content: [{ type: 'text', text }] }],
    };
  }
  if (format.type !== 'json_schema' || cell === undefined) return request;
  return { ...request, responseFormat: { ...format, ...fitSchema(format, cell, FORMAT, writing) } };
}

function openReason(at: string, writing: Writing): string {
  return `${writing.target.provider.name} answers a schema with an error whose objects allow members that it does not name (at ${at}).`;
}

/** Where a schema and its strictness stand. */
interface SchemaPlace {
  readonly schema: string;
  readonly strict: string;
}
const FORMAT: SchemaPlace = { schema: '/responseFormat/schema', strict: '/responseFormat/strict' };

/** A schema as the target holds the model to it; where it cannot, without strictness. */
function fitSchema(
  asked: { readonly schema: JsonObject; readonly strict?: boolean | undefined },
  cell: CapabilityCell,
  place: SchemaPlace,
  writing: Writing,
): { readonly schema: JsonObject; readonly strict?: boolean } {
  const source = sourceText(cell);
  const { strict } = asked;
  const said = strict === undefined ? {} : { strict };
  const fault = strict === true ? faultOf(asked.schema, cell) : undefined;
  if (fault !== undefined) {
    writing.note(place.strict, {
      class: 'rejected',
      severity: 'medium',
      reason: `${writing.target.provider.name} answers this schema with an error where it is strict: ${fault}. It was sent as one that nothing enforces; the answer is checked against it afterwards.`,
      source,
    });
    return { schema: asked.schema, strict: false };
  }
  const relaxed = relax(asked.schema, new Set(cell.relaxes ?? []), place.schema);
  for (const { path, keyword } of relaxed.removed)
    writing.note(path, {
      class: 'schema-relaxed',
      severity: 'medium',
      reason: `${writing.target.provider.name} does not enforce \`${keyword}\`; the answer is checked against it afterwards.`,
      source,
    });
  const closes = cell.objects === 'closed' || (cell.objects === 'complete' && strict === true);
  if (!closes) return { schema: relaxed.schema, ...said };
  const { schema, closed } = closeObjects(relaxed.schema, place.schema);
  for (const { path, before } of closed)
    writing.note(path, {
      class: before === undefined ? 'default-changed' : 'clamped',
      severity: before === undefined ? 'none' : 'low',
      reason: `${writing.target.provider.name} takes no object that is open to other members: what answers this one fits the other.`,
      source,
    });
  return { schema, ...said };
}

/** Why the target holds nobody to a schema, in words; undefined: it does. */
function faultOf(schema: JsonObject, { objects }: CapabilityCell): string | undefined {
  if (objects === 'complete') return incomplete(schema);
  const open = objects === 'closed' ? openObject(schema) : undefined;
  return open === undefined ? undefined : `it allows members that it does not name (at ${open})`;
}

/** Tools and the choice among them. */
export function fitTools(request: ChatRequest, writing: Writing): ChatRequest {
  if (request.tools !== undefined && !writing.takes('tools')) {
    writing.leaveOut('/tools', 'tools', 'tools');
    return withoutTools(request, writing);
  }
  const carried = request.tools?.filter((tool, i) => isCarried(tool, `/tools/${i}`, writing));
  if (carried?.length === 0 && request.tools?.length !== 0) return withoutTools(request, writing);
  const fitted = { ...request, ...fitParameters(request, writing) };
  const choice = request.toolChoice;
  if (choice === undefined) return fitted;
  if (isChoiceLost(request, writing)) {
    writing.noPlace('/toolChoice', 'a choice of a tool that is not sent', 'high');
    return { ...fitted, toolChoice: undefined };
  }
  const name = `toolChoice.${choice.type}` as const;
  const cell = writing.cell(name);
  if (cell === undefined || cell.support === 'yes') return fitted;
  if (cell.support === 'inert') {
    writing.note('/toolChoice', {
      class: 'accepted-but-inert',
      severity: choice.type === 'auto' ? 'none' : 'high',
      reason: `${writing.target.provider.name} accepts and ignores it.`,
      source: sourceText(cell),
      always: true,
    });
    return fitted;
  }
  const instead: ToolChoice | undefined =
    choice.type === 'tool' && writing.takes('toolChoice.required') ? { type: 'required' } : undefined;
  if (instead === undefined) writing.leaveOut('/toolChoice', name, 'this choice of tools');
  else
    writing.note('/toolChoice', {
      class: 'enum-collapsed',
      severity: 'high',
      reason: `${writing.target.provider.name} can be made to call some tool, not a certain one.`,
      source: sourceText(cell),
    });
  return { ...fitted, toolChoice: instead };
}

/** Schemas of tools that are to be held to. */
function fitParameters({ tools }: ChatRequest, writing: Writing): Pick<ChatRequest, 'tools'> {
  const cell = writing.cell('tools.strict');
  if (cell?.objects === undefined || tools === undefined) return {};
  return {
    tools: tools.map((tool, i) => {
      if ('foreign' in tool || tool.strict !== true || tool.parameters === undefined) return tool;
      const place = { schema: `/tools/${i}/parameters`, strict: `/tools/${i}/strict` };
      const { schema: parameters, strict = true } = fitSchema(
        {
          schema: cell.objects === 'closed' ? typed(tool.parameters, place.schema, writing) : tool.parameters,
          strict: true,
        },
        cell,
        place,
        writing,
      );
      return { ...tool, parameters, strict };
    }),
  };
}

/** Arguments are an object, which is said before it is closed. */
function typed(schema: JsonObject, path: string, writing: Writing): JsonObject {
  if (schema['type'] !== undefined) return schema;
  writing.note(pointer(path, 'type'), {
    class: 'default-changed',
    severity: 'none',
    reason: 'Arguments are an object here; its type was added.',
  });
  return { ...schema, type: 'object' };
}

/** What is said of tools is refused where there are none. */
function withoutTools(request: ChatRequest, writing: Writing): ChatRequest {
  const { toolChoice: choice } = request;
  const forced = choice?.type === 'required' || choice?.type === 'tool';
  writing.noPlace('/toolChoice', 'a choice without tools', forced ? 'high' : 'none');
  writing.noPlace('/parallelToolCalls', 'parallel calls without tools', 'none');
  return { ...request, tools: undefined, toolChoice: undefined, parallelToolCalls: undefined };
}

interface Removed {
  readonly path: string;
  readonly keyword: string;
}

/** A JSON schema without some keywords, and where they were. */
export function relax(
  schema: JsonObject,
  keywords: ReadonlySet<string>,
  path: string,
): { readonly schema: JsonObject; readonly removed: readonly Removed[] } {
  const removed: Removed[] = [];
  const without = (here: JsonObject, at: string): JsonObject => {
    const out: JsonDraft = {};
    for (const [key, value] of Object.entries(here))
      if (keywords.has(key)) removed.push({ path: pointer(at, key), keyword: key });
      else setMember(out, key, value);
    return out;
  };
  return { schema: mapSchemas(schema, path, without), removed };
}
