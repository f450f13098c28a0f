import type { ChatRequest, Message } from '../../../shared/llm/protocol/request.ts';

/** The request as people write it: a lone text part is a string. */
export function requestText(request: ChatRequest): string {
  return JSON.stringify({ ...request, messages: request.messages.map(shortMessage) }, null, 2);
}

function shortMessage(message: Message): unknown {
  return {
    ...message,
    content: shortContent(
      message.content.map((part) =>
        'content' in part ? { ...part, content: shortContent(part.content) } : part,
      ),
    ),
  };
}

/** A string where there is one text part and nothing else about it. */
function shortContent(content: readonly object[]): unknown {
  const [part] = content;
  return content.length === 1 &&
    part &&
    'text' in part &&
    'type' in part &&
    part.type === 'text' &&
    Object.keys(part).length === 2
    ? part.text
    : content;
}

/** Reaches people as JSON in one line; what would turn text around or hide in it becomes visible. */
export function showJson(value: unknown, most = 120): string {
  const text = (JSON.stringify(value) ?? 'nothing').replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** In one line: what kind of request this is. */
export function summary({ messages, tools, responseFormat, stream }: ChatRequest): string {
  const roles = new Map<string, number>();
  for (const { role } of messages) roles.set(role, (roles.get(role) ?? 0) + 1);
  const parts = [
    [...roles].map(([role, count]) => (count === 1 ? role : `${count} ${role}`)).join(' + ') || 'no messages',
  ];
  if (tools && tools.length > 0) parts.push(tools.length === 1 ? '1 tool' : `${tools.length} tools`);
  if (responseFormat && responseFormat.type !== 'text')
    parts.push(responseFormat.type === 'json' ? 'JSON' : 'JSON schema');
  if (stream === true) parts.push('streamed');
  return parts.join(' · ');
}

/** A stop sequence as it is typed in one line: `\\n`, `\\t` and `\\\\` stand for what no line can hold. */
export function readStop(text: string): string {
  return text.replace(/\\([nt\\])/g, (_, word: string) => (word === 'n' ? '\n' : word === 't' ? '\t' : word));
}

export interface SetField {
  /** JSON pointer. */
  readonly path: string;
  readonly text: string;
}

/** The controls that the caller set, each in a few words. */
export function setFields(request: ChatRequest): readonly SetField[] {
  const fields: SetField[] = [];
  const add = (path: string, value: unknown): void => {
    if (value !== undefined) fields.push({ path, text: `${path.split('/').at(-1)} ${showWord(value)}` });
  };
  if (request.responseFormat) add('/responseFormat', request.responseFormat.type);
  for (const [name, value] of Object.entries(request.parameters ?? {})) add(`/parameters/${name}`, value);
  if (request.toolChoice)
    add(
      '/toolChoice',
      request.toolChoice.type === 'tool' ? request.toolChoice.name : request.toolChoice.type,
    );
  add('/parallelToolCalls', request.parallelToolCalls);
  for (const [name, value] of Object.entries(request.reasoning ?? {})) add(`/reasoning/${name}`, value);
  for (const name of ['user', 'metadata', 'store', 'serviceTier'] as const) add(`/${name}`, request[name]);
  return fields;
}

function showWord(value: unknown): string {
  return typeof value === 'string' ? value : showJson(value, 24);
}

/** Marks a field as one that must arrive, or takes the mark away. */
export function toggleRequired(request: ChatRequest, path: string): ChatRequest {
  const before = request.required ?? [];
  const required = before.includes(path) ? before.filter((one) => one !== path) : [...before, path];
  const { required: _, ...rest } = request;
  return required.length === 0 ? rest : { ...rest, required };
}
