import { isObject, type JsonObject } from '../../json.ts';
import type { Finish } from '../../protocol/response.ts';

const REASONS: Readonly<Record<string, Finish>> = {
  max_output_tokens: 'length',
  content_filter: 'content_filter',
};

/** A status, with the reason of an incomplete answer. Answers that are not over have no end. */
export function readFinish(wire: JsonObject, calls: boolean): { finish?: Finish; rawFinish?: string } {
  const status = wire['status'];
  if (typeof status !== 'string') return {};
  switch (status) {
    case 'completed':
      return { finish: calls ? 'tool_calls' : 'stop', rawFinish: status };
    case 'incomplete': {
      const details = wire['incomplete_details'];
      const reason = isObject(details) ? details['reason'] : undefined;
      if (typeof reason !== 'string') return { finish: 'other', rawFinish: status };
      return {
        finish: Object.hasOwn(REASONS, reason) ? (REASONS[reason] as Finish) : 'other',
        rawFinish: reason,
      };
    }
    case 'failed':
      return { finish: 'error', rawFinish: status };
    case 'in_progress':
    case 'queued':
      return { rawFinish: status };
    default:
      return { finish: 'other', rawFinish: status };
  }
}

/** `status` and `incomplete_details`. */
export function writeFinish(finish: Finish | undefined, raw: string | undefined): JsonObject {
  switch (finish) {
    case undefined:
      return { status: raw === 'queued' ? raw : 'in_progress', incomplete_details: null };
    case 'length':
      return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    case 'content_filter':
      return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
    case 'error':
      return { status: 'failed', incomplete_details: null };
    case 'other':
      if (raw === 'cancelled') return { status: raw, incomplete_details: null };
      return { status: 'incomplete', incomplete_details: null };
    case 'stop':
    case 'tool_calls':
    case 'refusal':
    case 'pause':
      return { status: 'completed', incomplete_details: null };
  }
}
