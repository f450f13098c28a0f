import type { EffectRequest } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { type Performed, performedValue } from './answer.ts';
import type { EffectDeps } from './config.ts';

/** Effects without a capability, allowed under every policy. */
export type AmbientRequest = Extract<EffectRequest, { type: 'clock' | 'random' | 'id' }>;

export function isAmbient(request: EffectRequest): request is AmbientRequest {
  return request.type === 'clock' || request.type === 'random' || request.type === 'id';
}

export function performAmbient(request: AmbientRequest, deps: EffectDeps): Performed {
  return performedValue(ambientValue(request, deps));
}

function ambientValue(request: AmbientRequest, deps: EffectDeps): Canonical {
  switch (request.type) {
    case 'clock': {
      const now = timestampText(deps.now());
      return request.operation === 'year' ? Number(now.slice(0, 4)) : { $timestamp: now };
    }
    case 'random':
      return { $decimal: randomText(deps) };
    case 'id':
      return deps.uuid();
  }
}

/** Microseconds since the Unix epoch in canonical spelling. */
export function timestampText(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const rest = micros % 1_000_000n;
  const iso = new Date(Number(seconds) * 1000).toISOString();
  return `${iso.slice(0, 19)}.${String(rest).padStart(6, '0')}Z`;
}

/** 17 digits in [0, 1): two draws, as one double has fewer than 17 evenly spread ones. */
function randomText(deps: EffectDeps): string {
  const draw = (digits: number) => String(Math.floor(deps.random() * 10 ** digits)).padStart(digits, '0');
  return `0.${draw(9)}${draw(8)}`;
}

/** What a run that goes on from a record must not repeat unasked. */
export function leavesThisMachine({ type }: EffectRequest): boolean {
  return type === 'http' || type === 'llm';
}
