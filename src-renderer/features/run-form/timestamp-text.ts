import type { Canonical } from '../../../shared/values/canonical.ts';

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:\d\d)$/;

/** An instant written with its offset, as the language's canonical UTC timestamp; undefined when it is none. */
export function parseTimestamp(text: string): Canonical | undefined {
  const match = RFC_3339.exec(text.trim());
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', offset = ''] =
    match;
  const local = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // A day that the month does not have would silently become one of the next.
  if (Number.isNaN(local.getTime()) || local.toISOString().slice(0, 10) !== `${year}-${month}-${day}`)
    return undefined;
  const away = /^([+-])(\d\d):(\d\d)$/.exec(offset);
  const minutes = away ? (away[1] === '-' ? -1 : 1) * (Number(away[2]) * 60 + Number(away[3])) : 0;
  if (away && (Number(away[2]) > 23 || Number(away[3]) > 59)) return undefined;
  const utc = new Date(local.getTime() - minutes * 60_000);
  if (utc.getUTCFullYear() < 1 || utc.getUTCFullYear() > 9999) return undefined;
  return { $timestamp: `${utc.toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}Z` };
}
