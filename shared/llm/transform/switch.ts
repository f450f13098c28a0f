import type { Json } from '../json.ts';
import type { Loss } from '../losses/loss.ts';
import type { Part } from '../protocol/part.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { type Target, targetName } from '../providers/target.ts';
import { transformRequest } from './transform.ts';

/**
 * What of a conversation is lost when it goes on at `to` after it was held with `from`: losses of the history that `from` does
 * not have, and what means something only where it was made, although its bytes arrive. Empty: the history is portable.
 */
export function switchLosses(request: ChatRequest, from: Target, to: Target): readonly Loss[] {
  const stays = new Set(historyLosses(request, from).map(({ path, class: kind }) => `${kind} ${path}`));
  const lost = historyLosses(request, to).filter(({ path, class: kind }) => !stays.has(`${kind} ${path}`));
  if (from.provider.id === to.provider.id) return lost;
  const gone = lost.filter(({ after }) => after === null).map(({ path }) => path);
  const bound = boundParts(request).filter(
    ({ path }) => !gone.some((each) => path === each || path.startsWith(`${each}/`)),
  );
  return [...lost, ...bound.map(({ path, value, what }) => inert(path, value, what, from, to))];
}

function historyLosses(request: ChatRequest, target: Target): readonly Loss[] {
  return transformRequest(request, target).losses.filter(
    ({ path, severity }) => path.startsWith('/messages/') && severity !== 'none',
  );
}

interface Bound {
  readonly path: string;
  readonly value: Json;
  readonly what: string;
}

/** What is bound to the provider that made it: uploads, signatures, encrypted thoughts. */
function boundParts({ messages }: ChatRequest): readonly Bound[] {
  const visit = (parts: readonly Part[], path: string): Bound[] =>
    parts.flatMap((part, k): Bound[] => {
      const at = `${path}/content/${k}`;
      if (part.type === 'tool_result') return visit(part.content, at);
      if ('source' in part && part.source.kind === 'upload')
        return [{ path: `${at}/source/id`, value: part.source.id, what: 'An uploaded file' }];
      if (part.type !== 'reasoning') return [];
      const { signature, encrypted } = part;
      return [
        ...(signature === undefined
          ? []
          : [{ path: `${at}/signature`, value: signature, what: 'A signature of thoughts' }]),
        ...(encrypted === undefined
          ? []
          : [{ path: `${at}/encrypted`, value: encrypted, what: 'An encrypted thought' }]),
      ];
    });
  return messages.flatMap(({ content }, i) => visit(content, `/messages/${i}`));
}

function inert(path: string, value: Json, what: string, from: Target, to: Target): Loss {
  return {
    class: 'accepted-but-inert',
    path,
    before: value,
    after: value,
    severity: 'high',
    explicit: true,
    reason: `${what} of ${targetName(from)} means nothing to ${to.provider.name}, which may also answer it with an error.`,
    source: null,
  };
}
