import { isObject, type Json, type JsonObject } from '../../../shared/llm/json.ts';
import type { Part } from '../../../shared/llm/protocol/part.ts';
import type { ChatRequest, FunctionTool } from '../../../shared/llm/protocol/request.ts';
import type { ChatResponse, Finish } from '../../../shared/llm/protocol/response.ts';
import { textsOf, words } from '../as-stream.ts';

/** No dialect takes more answers to one request. */
const MOST_ANSWERS = 128;

/** What the demo model answers: always the same to the same request. It calls tools, fills schemas, and counts words as tokens. */
export function demoAnswer(request: ChatRequest, model: string): ChatResponse {
  const said = request.messages.flatMap(({ content }) => content.flatMap(textsOf)).join(' ');
  const { candidates: wanted = 1, maxOutputTokens } = request.parameters ?? {};
  const count = wanted >= 1 ? Math.min(Math.trunc(wanted), MOST_ANSWERS) : 1;
  const candidates = Array.from({ length: count }, (_, i) => {
    const { parts, finish } = limited(content(request, i), maxOutputTokens);
    return { content: parts, finish };
  });
  const output = candidates.flatMap(({ content }) => content.flatMap(textsOf)).join(' ');
  return {
    id: 'demo',
    model,
    created: 0,
    candidates,
    usage: { input: words(said).length, output: words(output).length },
  };
}

/** Further answers in words say which one they are; calls and schemas are what was asked for. */
function content(request: ChatRequest, index: number): readonly Part[] {
  const which = index === 0 ? '' : ` This is answer ${index + 1}.`;
  const last = request.messages.at(-1);
  const results = newestResults(request).flatMap(textsOf);
  if (results.length > 0)
    return [{ type: 'text', text: `The tools say: ${results.join('; ').replace(/[.]?$/, '.')}${which}` }];
  const tool = chosenTool(request);
  if (tool !== undefined)
    return [
      {
        type: 'tool_call',
        id: 'call00001',
        name: tool.name,
        arguments: JSON.stringify(example(tool.parameters ?? {}, 'value')),
      },
    ];
  const question = (last?.content ?? []).flatMap(textsOf).join(' ');
  const format = request.responseFormat;
  if (format?.type === 'json_schema')
    return [{ type: 'text', text: JSON.stringify(example(format.schema, 'value')) }];
  if (format?.type === 'json') return [{ type: 'text', text: JSON.stringify({ answer: question }) }];
  return [
    { type: 'text', text: `You asked: ${question} This is the demo model, which always answers so.${which}` },
  ];
}

/** What came after the model's last words: one dialect has it in one message, another in several. */
function newestResults({ messages }: ChatRequest): readonly Part[] {
  const after = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1);
  return after.flatMap(({ content }) => content).filter(({ type }) => type === 'tool_result');
}

function chosenTool({ tools, toolChoice }: ChatRequest): FunctionTool | undefined {
  if (toolChoice?.type === 'none') return undefined;
  const own = (tools ?? []).filter((tool) => 'name' in tool);
  return toolChoice?.type === 'tool' ? own.find(({ name }) => name === toolChoice.name) : own[0];
}

/** A value that a JSON schema accepts, as far as the demo reads schemas. */
function example(schema: JsonObject, name: string): Json {
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) return schema['enum'][0] as Json;
  if (schema['const'] !== undefined) return schema['const'];
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (
    typeof type === 'string' ? type.toLowerCase() : isObject(schema['properties']) ? 'object' : 'string'
  ) {
    case 'object': {
      const { properties } = schema;
      return Object.fromEntries(
        Object.entries(isObject(properties) ? properties : {}).map(([key, value]) => [
          key,
          example(isObject(value) ? value : {}, key),
        ]),
      );
    }
    case 'array':
      return [example(isObject(schema['items']) ? schema['items'] : {}, name)];
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return `demo ${name}`;
  }
}

/** Cut to so many words, as a model would be. A call is not cut. */
function limited(
  parts: readonly Part[],
  limit = Number.POSITIVE_INFINITY,
): { readonly parts: Part[]; readonly finish: Finish } {
  const [first] = parts;
  if (first?.type === 'tool_call') return { parts: [...parts], finish: 'tool_calls' };
  const all = first?.type === 'text' ? words(first.text) : [];
  if (all.length <= limit) return { parts: [...parts], finish: 'stop' };
  return { parts: [{ type: 'text', text: all.slice(0, limit).join('') }], finish: 'length' };
}
