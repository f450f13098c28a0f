import { isObject, type JsonObject } from '../../json.ts';
import type { ChatRequest, Message, Tool, ToolChoice } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { itemPath, messagePath } from '../../transform/paths.ts';
import { readFields } from '../field-table.ts';
import { Fields, isObjects, oneOf, present } from '../fields.ts';
import { readMessage } from './message-read.ts';
import { readPart, takeCache } from './part-read.ts';
import { ANTHROPIC_FIELDS } from './request-fields.ts';

const DIALECT = 'anthropic';

/** A body of `POST /v1/messages` as a canonical request. */
export function readRequest(wire: JsonObject, links: Links): ChatRequest {
  const fields = new Fields(wire);
  const common = readFields(fields, wire, ANTHROPIC_FIELDS);
  const system = readSystem(fields, links);
  const messages = [...system];
  const turns = fields.take('messages', isObjects) ?? [];
  if (turns.length === 0) fields.spelled('$turns', 'none');
  for (let i = 0; i < turns.length; i++) {
    const after = messages.at(-1)?.role === 'tool';
    messages.push(
      readMessage(turns[i] as JsonObject, messagePath(messages.length), messagePath(i), after, links),
    );
  }
  const reasoning = { ...common.reasoning, ...readThinking(fields, wire, common) };
  const tools = fields.take('tools', isObjects)?.map((tool, i) => readTool(tool, i, links));
  const request = present({
    model: fields.string('model'),
    ...common,
    // Here a schema always holds.
    responseFormat: common.responseFormat && { ...common.responseFormat, strict: true },
    tools,
    ...readToolChoice(fields, wire),
    reasoning: Object.keys(reasoning).length > 0 ? reasoning : undefined,
  });
  return { ...request, messages, ...fields.extensions(DIALECT) };
}

/** Instructions stand beside the messages; they are the first one. */
function readSystem(fields: Fields, links: Links): Message[] {
  const text = fields.string('system');
  const blocks = text === undefined ? fields.take('system', isObjects) : undefined;
  if (text === undefined && blocks === undefined) return [];
  links.link('/messages/0', '/system');
  if (text !== undefined) {
    // Where a list would have its only text.
    links.link('/messages/0/content/0', '/system/0');
    return [{ role: 'system', content: [{ type: 'text', text }] }];
  }
  const content = (blocks ?? []).map((block, i) => {
    links.link(itemPath('/messages/0', 'content', i), itemPath('', 'system', i));
    return readPart(block, itemPath('/messages/0', 'content', i), itemPath('', 'system', i), links);
  });
  return [{ role: 'system', content, extensions: { [DIALECT]: { $content: 'parts' } } }];
}

function readThinking(
  fields: Fields,
  wire: JsonObject,
  common: Partial<ChatRequest>,
): ChatRequest['reasoning'] {
  if (!isObject(wire['thinking'])) return {};
  const thinking = new Fields(wire['thinking']);
  const type = thinking.take('type', oneOf('enabled', 'disabled', 'adaptive'));
  const budget = type === 'enabled' ? thinking.int('budget_tokens') : undefined;
  if (type === undefined || (type === 'enabled' && budget === undefined)) return {};
  if (type === 'disabled' && common.reasoning?.effort !== undefined) return {};
  fields.object('thinking');
  fields.leave('thinking', thinking.rest());
  if (budget !== undefined) return { budgetTokens: budget };
  return type === 'adaptive' ? { adaptive: true } : { effort: 'none' };
}

function readTool(wire: JsonObject, i: number, links: Links): Tool {
  links.link(`/tools/${i}`, `/tools/${i}`);
  const fields = new Fields(wire);
  const [name, parameters] = [fields.string('name'), fields.object('input_schema')];
  const typed = wire['type'] !== undefined && wire['type'] !== null && wire['type'] !== 'custom';
  if (name === undefined || parameters === undefined || typed) return { foreign: DIALECT, value: wire };
  const known = present({ description: fields.string('description'), strict: fields.boolean('strict') });
  return { name, ...known, parameters, ...takeCache(fields), ...fields.extensions(DIALECT) };
}

const CHOICES = { none: 'none', auto: 'auto', any: 'required' } as const;

function readToolChoice(
  fields: Fields,
  wire: JsonObject,
): { toolChoice?: ToolChoice; parallelToolCalls?: boolean } {
  if (!isObject(wire['tool_choice'])) return {};
  const choice = new Fields(wire['tool_choice']);
  const type = choice.take('type', oneOf('none', 'auto', 'any', 'tool'));
  const name = type === 'tool' ? choice.string('name') : undefined;
  if (type === undefined || (type === 'tool' && name === undefined)) return {};
  const alone = choice.boolean('disable_parallel_tool_use');
  fields.object('tool_choice');
  fields.leave('tool_choice', choice.rest());
  return {
    toolChoice: type === 'tool' ? { type, name: name as string } : { type: CHOICES[type] },
    ...(alone === undefined ? {} : { parallelToolCalls: !alone }),
  };
}
