import { type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';
import { copyText, showValue } from '../../components/values.ts';

export interface Turn {
  readonly role: string;
  readonly text: string;
}

/** A canonical chat request as people read it. What cannot be read as one is left to its JSON. */
export interface Conversation {
  readonly turns: readonly Turn[];
  /** `temperature 0`, `maxOutputTokens 60`, `2 tools`, … */
  readonly settings: readonly string[];
}

/** Of an effect's request of type `llm`. */
export function conversationOf(request: Canonical): Conversation {
  const chat = recordOf(recordOf(request)['request'] ?? null);
  const { messages, parameters, reasoning, tools, responseFormat, toolChoice, required, ...rest } = chat;
  const format = recordOf(responseFormat ?? null);
  const settings = [
    ...plainSettings(parameters ?? null),
    ...plainSettings(reasoning ?? null).map((text) => `reasoning ${text}`),
    ...(Array.isArray(tools) && tools.length > 0 ? [plural(tools.length, 'tool')] : []),
    ...(toolChoice === undefined || toolChoice === null
      ? []
      : [`tool choice ${wordOf(recordOf(toolChoice)['name'] ?? recordOf(toolChoice)['type'] ?? null)}`]),
    ...(format['type'] === undefined ? [] : [`answer as ${wordOf(format['type'])}`]),
    ...plainSettings(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))),
    ...(Array.isArray(required) && required.length > 0 ? [plural(required.length, 'required field')] : []),
  ];
  const turns = Array.isArray(messages) ? messages.map((message: Canonical) => turnOf(message)) : [];
  return { turns, settings };
}

function turnOf(message: Canonical): Turn {
  const { role, content } = recordOf(message);
  return { role: wordOf(role ?? null), text: contentText(content ?? null) };
}

/** Texts as they are; any other part by its kind. */
function contentText(content: Canonical): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return copyText(content);
  return content
    .map((part: Canonical) => {
      const { type, text, name, callId } = recordOf(part);
      if (typeof text === 'string') return text;
      const about = name ?? callId;
      return `[${wordOf(type ?? part)}${about === undefined ? '' : ` ${wordOf(about)}`}]`;
    })
    .join('\n');
}

function plainSettings(value: Canonical): readonly string[] {
  return Object.entries(recordOf(value)).flatMap(([name, setting]) =>
    setting === null
      ? []
      : [`${name} ${typeof setting === 'string' ? setting : showValue(setting, 40).text}`],
  );
}

function wordOf(value: Canonical): string {
  return typeof value === 'string' ? value : showValue(value, 40).text;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function recordOf(value: Canonical): Readonly<Record<string, Canonical>> {
  return isCanonicalObject(value) && tagOf(value) === undefined ? value : {};
}
