import type { JsonObject } from '../../json.ts';
import type { ChatRequest } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { readFields } from '../field-table.ts';
import { Fields, isObjects, present } from '../fields.ts';
import { readFormat, readStop, readTool, readToolChoice } from '../function-shapes.ts';
import { readMessage } from './message-read.ts';
import { OlderCalls, readFunctions } from './older-calls.ts';
import { OPENAI_CHAT_FIELDS } from './request-fields.ts';
import { readStreamUsage } from './stream-usage.ts';

const DIALECT = 'openai-chat';

/** A body of `POST /chat/completions` as a canonical request. */
export function readRequest(wire: JsonObject, links: Links): ChatRequest {
  const fields = new Fields(wire);
  const common = readFields(fields, wire, OPENAI_CHAT_FIELDS);
  const older = new OlderCalls();
  const messages =
    fields.take('messages', isObjects)?.map((message, i) => readMessage(message, i, older, links)) ?? [];
  const tools = fields.take('tools', isObjects)?.map((tool, i) => readTool(tool, i, DIALECT, links));
  const parameters = { ...common.parameters, ...readLimit(fields), ...readStop(fields) };
  const user = common.user ?? readUser(fields);
  readStreamUsage(fields, common.stream, wire['stream_options']);
  const request = present({
    model: fields.string('model'),
    messages,
    ...common,
    tools,
    toolChoice: readToolChoice(fields, wire),
    ...readFunctions(fields, wire, links),
    responseFormat: readFormat(fields),
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
    user,
  });
  return { ...request, messages, ...fields.extensions(DIALECT) };
}

/** The older name is remembered. */
function readLimit(fields: Fields): { maxOutputTokens?: number } {
  const limit = fields.int('max_completion_tokens');
  if (limit !== undefined) return { maxOutputTokens: limit };
  const older = fields.int('max_tokens');
  if (older === undefined) return {};
  fields.spelled('$limit', 'max_tokens');
  return { maxOutputTokens: older };
}

function readUser(fields: Fields): string | undefined {
  const user = fields.string('user');
  if (user !== undefined) fields.spelled('$user', 'user');
  return user;
}
