import { isObject, type Json, type JsonDraft, type JsonObject, pointer, setMember } from '../json.ts';
import type { ChatRequest, Tool, ToolChoice } from '../protocol/request.ts';
import { sourceText, type Writing } from './writing.ts';

/** The answer's format as the target enforces it. */
export function fitFormat(request: ChatRequest, writing: Writing): ChatRequest {
  const format = request.responseFormat;
  if (format === undefined || format.type === 'text') return request;
  const name = `responseFormat.${format.type}` as const;
  const cell = writing.cell(name);
  if (cell !== undefined && cell.support !== 'yes') {
    writing.note('/responseFormat', {
      class: cell.support === 'rejected' ? 'rejected' : writing.policy === 'coerce' ? 'emulated' : 'dropped',
      severity: 'high',
      reason:
        writing.policy === 'coerce'
          ? 'Asked for in words, in a system message: nothing enforces it.'
          : `${writing.target.provider.name} cannot be held to ${format.type === 'json' ? 'JSON' : 'a JSON schema'}.`,
      source: sourceText(cell),
    });
    if (writing.policy !== 'coerce' || cell.support === 'rejected')
      return { ...request, responseFormat: undefined };
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
  if (format.type !== 'json_schema' || cell?.relaxes === undefined) return request;
  const relaxed = relax(format.schema, new Set(cell.relaxes), '/responseFormat/schema');
  for (const { path, keyword } of relaxed.removed)
    writing.note(path, {
      class: 'schema-relaxed',
      severity: 'medium',
      reason: `${writing.target.provider.name} does not enforce \`${keyword}\`; the answer is checked against it afterwards.`,
      source: sourceText(cell),
    });
  return { ...request, responseFormat: { ...format, schema: relaxed.schema } };
}

/** Tools and the choice among them. */
export function fitTools(request: ChatRequest, writing: Writing): ChatRequest {
  if (request.tools !== undefined && !writing.takes('tools')) {
    writing.leaveOut('/tools', 'tools', 'tools');
    return withoutTools(request, writing);
  }
  if (request.tools !== undefined && request.tools.length > 0 && !request.tools.some(isCarried(writing)))
    return withoutTools(noteTools(request, writing), writing);
  const fitted = request;
  const choice = request.toolChoice;
  if (choice === undefined) return fitted;
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

/** Whether a tool has a form at the target: not what another provider runs itself. */
function isCarried(writing: Writing): (tool: Tool) => boolean {
  return (tool) => !('foreign' in tool) || tool.foreign === writing.target.provider.dialect;
}

function noteTools(request: ChatRequest, writing: Writing): ChatRequest {
  for (const [i, tool] of (request.tools ?? []).entries())
    if ('foreign' in tool) writing.noPlace(`/tools/${i}`, `a tool that ${tool.foreign} runs itself`, 'high');
  return request;
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

/** Members that hold schemas by name, one schema, or a list of them; everything else is data. */
const NAMED = new Set(['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas']);
const SINGLE = new Set([
  'items',
  'additionalProperties',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'propertyNames',
]);
const LISTS = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems']);

/** A JSON schema without some keywords, and where they were. */
export function relax(
  schema: JsonObject,
  keywords: ReadonlySet<string>,
  path: string,
): { readonly schema: JsonObject; readonly removed: readonly Removed[] } {
  const removed: Removed[] = [];
  const visit = (here: Json, at: string): Json => {
    if (!isObject(here)) return here;
    const out: JsonDraft = {};
    for (const [key, value] of Object.entries(here)) {
      const below = pointer(at, key);
      if (keywords.has(key)) {
        removed.push({ path: below, keyword: key });
        continue;
      }
      let next = value;
      if (SINGLE.has(key)) next = visit(value, below);
      else if (NAMED.has(key) && isObject(value)) {
        const named: JsonDraft = {};
        for (const [name, inner] of Object.entries(value))
          setMember(named, name, visit(inner, pointer(below, name)));
        next = named;
      } else if (LISTS.has(key) && Array.isArray(value))
        next = value.map((inner: Json, i) => visit(inner, pointer(below, i)));
      setMember(out, key, next);
    }
    return out;
  };
  return { schema: visit(schema, path) as JsonObject, removed };
}
