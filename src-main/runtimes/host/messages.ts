import { EVENT_KINDS } from '../../../shared/trace/event.ts';
import { parseJsonText } from '../../../shared/values/json-text.ts';
import type { ChildMessage } from '../protocol.ts';
import type { HandlerLine, Wait } from '../runtime.ts';

const KINDS: ReadonlySet<unknown> = new Set(EVENT_KINDS);
const WAITS: ReadonlySet<unknown> = new Set<Wait>(['gate', 'effect', 'line', 'end', null]);

type Loose = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEvent(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['step'] === 'string' &&
    typeof value['occ'] === 'string' &&
    typeof value['time'] === 'number' &&
    KINDS.has(value['kind'])
  );
}

function isLine(value: unknown): value is HandlerLine {
  return (
    isObject(value) &&
    typeof value['file'] === 'string' &&
    typeof value['line'] === 'number' &&
    Array.isArray(value['locals'])
  );
}

/**
 * A line of a child as a message, or null where it is none. The check is structural and by hand, not a zod schema:
 * it runs for every event of a run, and what an event's values mean is for its readers to decode.
 */
export function decodeChildMessage(text: string): ChildMessage | null {
  let message: unknown;
  try {
    message = parseJsonText(text);
  } catch {
    return null;
  }
  if (!isObject(message)) return null;
  switch (message['type']) {
    case 'events': {
      const { events, wait, line } = message;
      if (!Array.isArray(events) || !WAITS.has(wait) || !events.every(isEvent)) return null;
      if (wait === 'line' ? !isLine(line) : line !== undefined) return null;
      if (wait === 'effect' && events.at(-1)?.kind !== 'effect_requested') return null;
      if (wait === 'end' && events.at(-1)?.kind !== 'result') return null;
      return message as unknown as ChildMessage;
    }
    case 'ready': {
      const { name, version, pid } = message;
      if (typeof name !== 'string' || typeof version !== 'string' || typeof pid !== 'number') return null;
      return { type: 'ready', name, version, pid };
    }
    case 'fatal':
      return typeof message['message'] === 'string' ? { type: 'fatal', message: message['message'] } : null;
    default:
      return null;
  }
}
