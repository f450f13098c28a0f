import { isObject, type Json, type JsonDraft, type JsonObject, member } from '../../json.ts';
import type { ChatRequest, ToolChoice } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { itemPath, messagePath } from '../../transform/paths.ts';
import { readFields } from '../field-table.ts';
import { Fields, isObjects, isStrings, oneOf, present } from '../fields.ts';
import { CallIds } from './call-ids.ts';
import { readConfig } from './config-read.ts';
import { readContent, readSystem } from './content-read.ts';
import { camelNames } from './names.ts';
import { GEMINI_FIELDS } from './request-fields.ts';
import { readTools } from './tool-read.ts';

const DIALECT = 'gemini';
const MODELS = 'models/';

/** A body of `POST /v1beta/models/{model}:generateContent` as a canonical request. */
export function readRequest(given: JsonObject, links: Links): ChatRequest {
  const { wire, snake } = camelNames(given);
  const configWire = member(wire, 'generationConfig');
  const config = isObject(configWire) ? readConfig(configWire) : undefined;
  const rest: JsonDraft = { ...wire };
  if (isObject(configWire) && config !== undefined && Object.keys(configWire).length > 0) {
    delete rest['generationConfig'];
    if (config.rest !== undefined) rest['generationConfig'] = config.rest;
  }
  const fields = new Fields(rest);
  if (snake.length > 0) fields.spelled('$snake', snake);
  for (const [key, value] of Object.entries(config?.spelled ?? {}))
    fields.spelled(key as `$${string}`, value);
  const common = readFields(fields, rest, GEMINI_FIELDS);
  const ids = new CallIds();
  const messages = readSystem(fields, ids, links);
  const contents = fields.take('contents', isObjects) ?? [];
  if (contents.length === 0) fields.spelled('$turns', 'none');
  for (let i = 0; i < contents.length; i++) {
    const after = messages.at(-1)?.role === 'tool';
    messages.push(
      readContent(
        contents[i] as JsonObject,
        messagePath(messages.length),
        itemPath('', 'contents', i),
        after,
        ids,
        links,
      ),
    );
  }
  const request = present({
    ...readModel(fields),
    ...common,
    tools: readTools(fields, links),
    toolChoice: readToolChoice(fields, wire),
    responseFormat: config?.responseFormat,
    reasoning: config?.reasoning,
  });
  return { ...request, messages, ...fields.extensions(DIALECT) };
}

/** The model stands in the address; it may be said in the body too. */
function readModel(fields: Fields): { model?: string } {
  const model = fields.string('model');
  if (model === undefined) return {};
  const prefix = model.startsWith(MODELS) ? MODELS : '';
  fields.spelled('$model', prefix);
  return { model: model.slice(prefix.length) };
}

const MODES = { NONE: 'none', AUTO: 'auto', ANY: 'required' } as const;

function readToolChoice(fields: Fields, wire: JsonObject): ToolChoice | undefined {
  const given = wire['toolConfig'];
  if (!isObject(given) || !isObject(given['functionCallingConfig'])) return undefined;
  const [outer, inner] = [new Fields(given), new Fields(given['functionCallingConfig'])];
  const mode = inner.take('mode', oneOf('NONE', 'AUTO', 'ANY'));
  if (mode === undefined) return undefined;
  const only = (value: Json): value is readonly string[] => isStrings(value) && value.length === 1;
  const [name] = mode === 'ANY' ? (inner.take('allowedFunctionNames', only) ?? []) : [];
  outer.object('functionCallingConfig');
  outer.leave('functionCallingConfig', inner.rest());
  fields.object('toolConfig');
  fields.leave('toolConfig', outer.rest());
  return name === undefined ? { type: MODES[mode] } : { type: 'tool', name };
}
