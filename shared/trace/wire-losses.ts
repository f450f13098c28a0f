import { type Loss, type Severity, severitySchema } from '../llm/losses/loss.ts';
import { type Canonical, isCanonicalObject } from '../values/canonical.ts';
import type { EffectAnswer } from './event.ts';

/** A loss as a trace keeps it; its values are canonical, and fingerprints where they are sensitive. */
export interface RecordedLoss extends Pick<Loss, 'class' | 'path' | 'severity' | 'explicit'> {
  readonly reason: string;
  readonly before: Canonical;
  readonly after: Canonical;
  readonly source: string | null;
}

const ORDER: readonly Severity[] = ['none', 'low', 'medium', 'high'];

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return ORDER.indexOf(severity) >= ORDER.indexOf(least);
}

/**
 * What an answer of a language model tells as lost: of the last request that was sent and of its answer; where none was sent for
 * its losses, those. What cannot be read is left out.
 */
export function lossesOfAnswer(answer: EffectAnswer): readonly RecordedLoss[] {
  const call = answer.calls?.at(-1);
  if (call) return [...lossesIn(call.losses), ...lossesIn(call.answerLosses)];
  return answer.ok ? [] : lossesIn(answer.error.fields['losses'] ?? null);
}

function lossesIn(value: Canonical): readonly RecordedLoss[] {
  return Array.isArray(value) ? value.flatMap((each: Canonical) => lossOf(each)) : [];
}

function lossOf(value: Canonical): readonly RecordedLoss[] {
  if (!isCanonicalObject(value)) return [];
  const { class: kind, path, explicit, reason, source, before = null, after = null } = value;
  const severity = severitySchema.safeParse(value['severity']);
  if (typeof kind !== 'string' || typeof path !== 'string' || !severity.success) return [];
  return [
    {
      class: kind as Loss['class'],
      path,
      severity: severity.data,
      explicit: explicit === true,
      reason: typeof reason === 'string' ? reason : '',
      before,
      after,
      source: typeof source === 'string' ? source : null,
    },
  ];
}
