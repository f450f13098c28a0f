import { isObject, type Json, pointer } from '../json.ts';
import type { Loss, Severity } from '../losses/loss.ts';
import type { Dialect } from '../protocol/part.ts';
import type { Finish } from '../protocol/response.ts';
import type { StreamPart } from '../protocol/stream.ts';

/** What an answer written in one dialect could not say. Of one place it is told once, however many events speak of it. */
export class AnswerLosses {
  readonly list: Loss[] = [];
  readonly #dialect: Dialect;
  readonly #told = new Set<string>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** `path` leads into the canonical answer; `what` has no place. */
  dropped(path: string, before: unknown, what: string, severity: Severity = 'medium'): void {
    this.add({
      class: 'dropped',
      path,
      before: (before ?? null) as Json,
      after: null,
      severity,
      reason: `An answer in ${this.#dialect} has no place for ${what}.`,
    });
  }

  /** What vouches for thoughts, of the part at `path`. */
  signature(path: string, signature: string): void {
    this.dropped(`${path}/signature`, signature, 'a signature of thoughts', 'low');
  }

  /** What only the wire that was read knows: told key by key, with the first value. */
  extension({ dialect, value }: Extract<StreamPart, { type: 'extension' }>): void {
    const members = isObject(value) ? Object.entries(value) : [['value', value] as const];
    for (const [key, member] of members)
      this.dropped(pointer(`/extensions/${dialect}`, key), member, `what only ${dialect} says`, 'low');
  }

  /** Why the answer ended, where the dialect's nearest word says something else when it is read. */
  finish(candidate: number, finish: Finish, read: Finish | undefined): void {
    if (finish === read) return;
    this.add({
      class: 'enum-collapsed',
      path: `/candidates/${candidate}/finish`,
      before: finish,
      after: read ?? null,
      severity: 'low',
      reason: `${this.#dialect} has no word for an end of "${finish}"; the nearest one was written.`,
    });
  }

  add(loss: Omit<Loss, 'explicit' | 'source'>): void {
    if (this.#told.has(loss.path)) return;
    this.#told.add(loss.path);
    this.list.push({ ...loss, explicit: false, source: null });
  }
}

/** Where a part of an answer stands. */
export function placeOf({ candidate, part }: { readonly candidate: number; readonly part: number }): string {
  return `/candidates/${candidate}/content/${part}`;
}
