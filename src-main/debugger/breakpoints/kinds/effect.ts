import type { EffectRequest } from '../../../../shared/trace/event.ts';
import { EFFECT_TYPES, effectKey } from '../../../../shared/trace/event.ts';
import { type BreakpointKind, PATHS, refused, type Watch } from '../types.ts';

const PREFIX = 'effect:';
const ANSWERED = ':answered';

/** `effect:TYPE[:TARGET][:answered]`; `*` is any type. Requested: before anything is done about it. */
export const effect: BreakpointKind = {
  read(spec) {
    if (!spec.startsWith(PREFIX)) return undefined;
    const answered = spec.endsWith(ANSWERED);
    const text = spec.slice(PREFIX.length, answered ? -ANSWERED.length : undefined);
    const colon = text.indexOf(':');
    const type = colon < 0 ? text : text.slice(0, colon);
    if (type !== '*' && !EFFECT_TYPES.includes(type))
      return refused(
        `There are no effects ${type}: there are ${EFFECT_TYPES.join(', ')}.`,
        PREFIX.length + 1,
      );
    const target = colon < 0 ? '' : text.slice(colon + 1);
    return { ok: true, value: () => watch(type, target, answered) };
  },
};

function watch(type: string, target: string, answered: boolean): Watch {
  // Answers do not say what was asked.
  const asked = new Set<string>();
  return {
    kinds: answered ? ['effect_requested', 'effect_answered'] : ['effect_requested'],
    see(side, event, _, found) {
      if (event.kind === 'effect_requested') {
        if ((type !== '*' && event.request.type !== type) || !concerns(event.request, target)) return null;
        if (!answered) return found(`effect ${named(event.request)} requested`);
        asked.add(PATHS[side] + effectKey(event));
      } else if (event.kind === 'effect_answered' && asked.delete(PATHS[side] + effectKey(event)))
        return found(`effect ${type}${target && ` ${target}`} answered`);
      return null;
    },
  };
}

function targetsOf(request: EffectRequest): readonly (string | null)[] {
  switch (request.type) {
    case 'http':
      return [request.provider, request.url, request.endpoint];
    case 'database':
      return [request.database, request.sql];
    case 'llm':
      return [...request.targets, request.route];
    case 'publish':
    case 'subscribe':
      return [request.topic];
    default:
      return [request.operation];
  }
}

function concerns(request: EffectRequest, target: string): boolean {
  return target === '' || targetsOf(request).some((each) => each?.includes(target));
}

function named(request: EffectRequest): string {
  const target = targetsOf(request).find((each) => each);
  return target ? `${request.type} ${target}` : request.type;
}
