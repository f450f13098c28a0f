import { isObject, type Json, type JsonDraft, type JsonObject } from '../../json.ts';
import type { ChatRequest } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';
import { notePlaceless, writeFields } from '../field-table.ts';
import { isStrings, spelling, withExtension } from '../fields.ts';
import { writeFormat, writeThinking } from './config-write.ts';
import { writeContents } from './content-write.ts';
import { snakeNames } from './names.ts';
import { GEMINI_FIELDS, GEMINI_PLACELESS } from './request-fields.ts';
import { writeTools } from './tool-write.ts';

const DIALECT = 'gemini';

/** The body of `POST /v1beta/models/{model}:generateContent`. Model and streaming are said by the address. */
export function writeRequest(request: ChatRequest, writing: Writing): JsonObject {
  const out: JsonDraft = {};
  const prefix = spelling(request.extensions, DIALECT, '$model');
  if (typeof prefix === 'string') out['model'] = prefix + writing.target.model;
  if (request.stream !== undefined)
    writing.note('/stream', {
      class: 'relocated',
      severity: 'none',
      reason: `Said by the address: \`${request.stream ? 'streamGenerateContent' : 'generateContent'}\`.`,
      always: true,
    });
  Object.assign(out, writeContents(request, writing));
  writeFields(out, request, GEMINI_FIELDS, writing);
  notePlaceless(request, GEMINI_PLACELESS, writing);
  const inner: JsonDraft = { ...writeFormat(request, writing), ...writeThinking(request, writing) };
  if (Object.keys(inner).length > 0)
    out['generationConfig'] = {
      ...(isObject(out['generationConfig']) ? out['generationConfig'] : {}),
      ...inner,
    };
  const tools = writeTools(request, writing);
  if (tools !== undefined) out['tools'] = tools;
  const choice = writeToolChoice(request, writing);
  if (choice !== undefined) out['toolConfig'] = { functionCallingConfig: choice };
  const wire = withExtension(out, request.extensions, DIALECT);
  const snake = spelling(request.extensions, DIALECT, '$snake');
  return snake !== undefined && isStrings(snake) ? snakeNames(wire, snake) : wire;
}

const MODES = { none: 'NONE', auto: 'AUTO', required: 'ANY' } as const;

function writeToolChoice(
  { toolChoice: choice }: ChatRequest,
  writing: Writing,
): Record<string, Json> | undefined {
  if (choice === undefined) return undefined;
  if (choice.type !== 'tool') {
    writing.note('/toolChoice', {
      class: 'relocated',
      severity: 'none',
      reason: 'Sent as `toolConfig.functionCallingConfig.mode`.',
      always: true,
    });
    return { mode: MODES[choice.type] };
  }
  writing.note('/toolChoice', {
    class: 'emulated',
    severity: 'none',
    reason: 'Sent as the only function that is allowed, of which one must be called.',
    always: true,
  });
  return { mode: 'ANY', allowedFunctionNames: [choice.name] };
}
