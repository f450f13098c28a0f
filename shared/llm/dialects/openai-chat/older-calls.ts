import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { ToolCallPart, ToolResultPart } from '../../protocol/part.ts';
import type { ChatRequest, FunctionTool, Message, Tool, ToolChoice } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { itemPath, memberPath } from '../../transform/paths.ts';
import type { Writing } from '../../transform/writing.ts';
import { Fields, isObjects, present, spelling, withExtension } from '../fields.ts';

/**
 * The older words for tools: `functions`, `function_call`, and results of role `function`. There is one call at a time, without an
 * id. They are read as tools; that they were spelled so is remembered.
 */

const DIALECT = 'openai-chat';

/** Calls of the conversation so far that no result has answered. */
export class OlderCalls {
  readonly #open: { readonly name: string; readonly id: string }[] = [];

  /** The id that a call of message `i` gets. */
  call(name: string, i: number): string {
    const id = `function_call_${i}`;
    this.#open.push({ name, id });
    return id;
  }

  /** The id of the last open call of a function. */
  result(name: string): string | undefined {
    const at = this.#open.findLastIndex((call) => call.name === name);
    return at === -1 ? undefined : this.#open.splice(at, 1)[0]?.id;
  }
}

/** What such a call or result remembers. */
const OLDER = { [DIALECT]: { $call: 'older' } } as const;

/** The call of a message of the model. */
export function readOlderCall(fields: Fields, calls: OlderCalls, i: number): ToolCallPart | undefined {
  const wire = fields.take('function_call', isCall);
  if (wire === undefined) return undefined;
  const name = wire['name'] as string;
  return {
    type: 'tool_call',
    id: calls.call(name, i),
    name,
    arguments: wire['arguments'] as string,
    extensions: OLDER,
  };
}

function isCall(value: Json): value is JsonObject {
  if (!isObject(value) || Object.keys(value).length !== 2) return false;
  return typeof value['name'] === 'string' && typeof value['arguments'] === 'string';
}

/** A message of role `function`; undefined where it answers no call. */
export function readOlderResult(
  wire: JsonObject,
  calls: OlderCalls,
  at: string,
  there: string,
  links: Links,
): Message | undefined {
  const fields = new Fields(wire);
  const [name, text] = [fields.string('name'), fields.string('content')];
  if (!fields.literal('role', 'function') || name === undefined || text === undefined) return undefined;
  const callId = fields.rest() === undefined ? calls.result(name) : undefined;
  if (callId === undefined) return undefined;
  const path = itemPath(at, 'content', 0);
  links.link(path, memberPath(there, 'name'));
  links.link(itemPath(path, 'content', 0), memberPath(there, 'content'));
  const content = [{ type: 'text' as const, text }];
  return { role: 'tool', content: [{ type: 'tool_result', callId, name, content, extensions: OLDER }] };
}

/** Servers that were made after OpenAI's know only the newer words. */
function knowsOlder({ target }: Writing): boolean {
  return target.provider.options?.developerRole !== 'system';
}

/** Whether a call or a result is to be written in the older words. */
export function isOlder({ extensions }: ToolCallPart | ToolResultPart, writing: Writing): boolean {
  return knowsOlder(writing) && spelling(extensions, DIALECT, '$call') === 'older';
}

/** Tells that the id at `path` is not said. */
export function noteOlderId(path: string, writing: Writing): void {
  writing.note(path, {
    class: 'id-rewritten',
    severity: 'none',
    reason: 'Calls in the older words have no id; order and name tell what belongs together.',
  });
}

/** Functions and the choice among them, where those are said in the older words alone. */
export function readFunctions(
  fields: Fields,
  wire: JsonObject,
  links: Links,
): { tools?: Tool[]; toolChoice?: ToolChoice } {
  if (wire['tools'] !== undefined || wire['tool_choice'] !== undefined) return {};
  const tools = fields.take('functions', isFunctions)?.map((each, i): Tool => {
    links.link(`/tools/${i}`, `/tools/${i}`);
    const own = new Fields(each);
    const name = own.string('name') as string;
    const known = present({ description: own.string('description'), parameters: own.object('parameters') });
    return { name, ...known, ...own.extensions(DIALECT) };
  });
  if (tools === undefined) return {};
  fields.spelled('$functions', true);
  const choice = fields.take('function_call', isChoice);
  if (choice === undefined) return { tools };
  return {
    tools,
    toolChoice: isObject(choice)
      ? { type: 'tool', name: choice['name'] as string }
      : { type: choice as 'none' | 'auto' },
  };
}

function isFunctions(value: Json): value is readonly JsonObject[] {
  return (
    isObjects(value) &&
    value.length > 0 &&
    value.every(
      ({ name, description, parameters }) =>
        typeof name === 'string' &&
        (description === undefined || typeof description === 'string') &&
        (parameters === undefined || isObject(parameters)),
    )
  );
}

function isChoice(value: Json): value is Json {
  if (value === 'none' || value === 'auto') return true;
  return isObject(value) && typeof value['name'] === 'string' && Object.keys(value).length === 1;
}

/** Whether tools and choice can be said as they were read: as functions. */
export function hasFunctions(request: ChatRequest, writing: Writing): boolean {
  const { tools = [], toolChoice, parallelToolCalls, extensions } = request;
  return (
    knowsOlder(writing) &&
    spelling(extensions, DIALECT, '$functions') === true &&
    toolChoice?.type !== 'required' &&
    parallelToolCalls === undefined &&
    tools.every((tool) => !('foreign' in tool) && tool.strict === undefined && tool.cache === undefined)
  );
}

export function writeFunction({ name, description, parameters, extensions }: FunctionTool): JsonObject {
  return withExtension({ name, ...present({ description, parameters }) } as JsonObject, extensions, DIALECT);
}

export function writeFunctionChoice(choice: ToolChoice): Json {
  return choice.type === 'tool' ? { name: choice.name } : choice.type;
}
