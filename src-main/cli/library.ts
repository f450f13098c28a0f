import type { Engine } from '../api/engine.ts';
import { Failure } from './failure.ts';

/** TRACE or COMPARISON on the command line: both name the comparison; a trace says which of its paths is meant. */
export function findRecorded(
  engine: Engine,
  id: string,
): { readonly comparison: string; readonly trace: string | null } {
  if (engine.store.comparison(id) !== undefined) return { comparison: id, trace: null };
  const trace = engine.store.trace(id);
  if (trace !== undefined && engine.store.comparison(trace.comparison) !== undefined)
    return { comparison: trace.comparison, trace: id };
  throw new Failure('not_found', `There is no trace or comparison ${id}: parallax traces lists them.`);
}

/** A time as people write it, in milliseconds: `2026-11-20`, `2026-11-20T10:00Z`, or how long ago: `90m`, `12h`, `7d`. */
export function parseTime(option: string, text: string): number {
  const ago = /^(\d{1,6})(m|h|d|w)$/.exec(text);
  if (ago) {
    const unit = { m: 60, h: 3600, d: 86_400, w: 604_800 }[ago[2] ?? ''] ?? 0;
    return Date.now() - Number(ago[1]) * unit * 1000;
  }
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new Failure(
      'usage',
      `${option} takes a time such as 2026-11-20, 2026-11-20T10:00Z, or 12h for so long ago.`,
    );
  return Math.max(0, time);
}

export function parseCount(option: string, text: string, most: number): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > most)
    throw new Failure('usage', `${option} takes a whole number from 1 to ${most}.`);
  return count;
}

export function parseMilliseconds(option: string, text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)?$/.exec(text);
  if (!match) throw new Failure('usage', `${option} takes a duration such as 250ms, 30s or 2m.`);
  return Number(match[1]) * ({ ms: 1, s: 1000, m: 60_000 }[match[2] ?? 'ms'] ?? 1);
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1)} ${units[unit]}`;
}
