import { isObject } from '../../shared/llm/json.ts';
import { type Canonical, MAX_DEPTH } from '../../shared/values/canonical.ts';
import { canonicalRecord } from '../effects/canonical-record.ts';
import { fromJson } from '../effects/json.ts';

/**
 * Parsed JSON as a canonical value, as if its text were read; members that are undefined are left out. What nests deeper than
 * values may is its text. Every recorded call passes through here several times: without a detour over text.
 */
export function canonical(value: object): Canonical {
  return walk(value, MAX_DEPTH) ?? JSON.stringify(value);
}

/** undefined: too deep. */
function walk(value: unknown, room: number): Canonical | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value !== 'object' || value === null) return (value ?? null) as Canonical;
  if (room === 0) return undefined;
  if (!isObject(value)) {
    const items: Canonical[] = [];
    for (const item of value as readonly unknown[]) {
      const walked = walk(item, room - 1);
      if (walked === undefined) return undefined;
      items.push(walked);
    }
    return items;
  }
  const record: Record<string, Canonical> = {};
  let plain = true;
  for (const key in value) {
    if (value[key] === undefined) continue;
    const walked = walk(value[key], room - 1);
    if (walked === undefined) return undefined;
    if (key.charCodeAt(0) === DOLLAR || key === '__proto__' || !key.isWellFormed()) plain = false;
    else record[key] = walked;
  }
  return plain ? record : oddRecord(value, room);
}

const DOLLAR = 36;

/** Keys that canonical records write otherwise. */
function oddRecord(value: object, room: number): Canonical | undefined {
  const entries: [string, Canonical][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const walked = walk(member, room - 1);
    if (walked === undefined) return undefined;
    entries.push([key.toWellFormed(), walked]);
  }
  return canonicalRecord(entries);
}

export function canonicalNumber(value: number): Canonical {
  if (Number.isSafeInteger(value)) return value + 0;
  return fromJson(JSON.stringify(value))?.value ?? null;
}
