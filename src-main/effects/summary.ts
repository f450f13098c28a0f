import type { EffectRequest } from '../../shared/trace/event.ts';
import { modelsText } from '../../shared/trace/messages.ts';

/** What is asked, for messages and audit records: nothing in it is a value that a node computed, but for a topic. */
export function requestSummary(request: EffectRequest): string {
  switch (request.type) {
    case 'database':
      return request.sql;
    case 'http':
      return `${request.method} ${request.provider ?? hostOf(request.url)}`;
    case 'llm':
      return `${request.operation} ${modelsText(request)}`;
    case 'publish':
    case 'subscribe':
      return `${request.type} ${request.topic}`;
    default:
      return request.type;
  }
}

function hostOf(url: string | null): string {
  return url !== null && URL.canParse(url) ? new URL(url).host : 'an address';
}
