import type { JsonObject } from '../../json.ts';
import type { ChatRequest } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { readFields } from '../field-table.ts';
import { Fields, isObjects, present } from '../fields.ts';
import { readFormat, readStop, readTool, readToolChoice } from '../function-shapes.ts';
import { readMessage } from './message-read.ts';
import { MISTRAL_FIELDS } from './request-fields.ts';

const DIALECT = 'mistral';

/** A body of `POST /v1/chat/completions` at Mistral as a canonical request. */
export function readRequest(wire: JsonObject, links: Links): ChatRequest {
  const fields = new Fields(wire);
  const common = readFields(fields, wire, MISTRAL_FIELDS);
  const messages =
    fields
      .take('messages', isObjects)
      ?.map((message, i, all) => readMessage(message, i, i === all.length - 1, links)) ?? [];
  const tools = fields.take('tools', isObjects)?.map((tool, i) => readTool(tool, i, DIALECT, links));
  const parameters = { ...common.parameters, ...readStop(fields) };
  const request = present({
    model: fields.string('model'),
    ...common,
    tools,
    toolChoice: readToolChoice(fields, wire) ?? readAny(fields),
    responseFormat: readFormat(fields),
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
  });
  return { ...request, messages, ...fields.extensions(DIALECT) };
}

/** The older word for `required`. */
function readAny(fields: Fields): { type: 'required' } | undefined {
  if (!fields.literal('tool_choice', 'any')) return undefined;
  fields.spelled('$tool_choice', 'any');
  return { type: 'required' };
}
