import { adapterOf } from '../dialects/adapters.ts';
import { atPointer, isObject, type Json, type JsonObject, member, pointer, sameJson } from '../json.ts';
import type { Loss } from '../losses/loss.ts';
import type { Dialect } from '../protocol/part.ts';
import { type ChatRequest, chatRequestSchema } from '../protocol/request.ts';
import { NO_LINKS } from '../transform/links.ts';

/** What one lane was really asked, by its bytes. */
export interface SentRequest {
  /** `PROVIDER/MODEL`. */
  readonly target: string;
  readonly dialect: Dialect;
  readonly body: JsonObject;
  readonly losses: readonly Loss[];
}

/** A setting that was not the same in all lanes. */
export interface SettingDifference {
  /** JSON pointer into a canonical request. */
  readonly path: string;
  /** By target; null: left to the provider, or ignored by it. */
  readonly values: Readonly<Record<string, Json>>;
}

/** Whether lanes can be compared: none are different, or which settings are. */
export interface Verdict {
  readonly same: boolean;
  readonly differences: readonly SettingDifference[];
}

/** Groups of settings that steer an answer; each member is compared by itself. */
const GROUPS = ['parameters', 'reasoning'] as const;
const WHOLE = ['toolChoice', 'parallelToolCalls', 'responseFormat', 'serviceTier'] as const;

/**
 * Compares what lanes were really asked: every body is read back, and settings that the other side accepts and ignores count
 * as left open. Messages and tools are compared by the losses that change their meaning.
 */
export function compareSettings(sent: readonly SentRequest[]): Verdict {
  const effective = sent.map((one) => ({ ...one, settings: settingsOf(one) }));
  const paths = new Set(effective.flatMap(({ settings }) => [...settings.keys()]));
  const differences: SettingDifference[] = [];
  for (const path of paths) {
    const values = effective.map(({ target, settings }) => [target, settings.get(path) ?? null] as const);
    if (values.some(([, value]) => !sameJson(value, values[0]?.[1])))
      differences.push({ path, values: Object.fromEntries(values) });
  }
  return { same: differences.length === 0, differences };
}

function settingsOf({ dialect, body, losses }: SentRequest): ReadonlyMap<string, Json> {
  const request = adapterOf(dialect).readRequest(body, NO_LINKS);
  const settings = new Map<string, Json>();
  for (const group of GROUPS)
    for (const [name, value] of Object.entries(request[group] ?? {}))
      settings.set(pointer(`/${group}`, name), value as Json);
  for (const name of WHOLE)
    if (request[name] !== undefined) settings.set(`/${name}`, meant(name, request[name]));
  for (const { class: kind, path, severity, before, after } of losses) {
    if (kind === 'accepted-but-inert') settings.delete(path);
    // What became of a message or a tool, told as it was told.
    if (isContent(path) && (severity === 'medium' || severity === 'high'))
      settings.set(path, { lost: before, sent: after });
  }
  return settings;
}

/** Names of schemas do not steer an answer, and wires that know none read back without. Whether one is held to does. */
function meant(name: string, value: unknown): Json {
  if (name !== 'responseFormat' || !isObject(value)) return value as Json;
  const { name: _, description: __, strict, ...rest } = value;
  return value['type'] === 'json_schema' ? { ...rest, strict: strict === true } : rest;
}

/**
 * The request with what all lanes do alike: settings that differ are left open, or set to what one of them has to be told; parts
 * and tools that one of them cannot be sent are left out. It is the same request where nothing can be done.
 */
export function commonSubset(request: ChatRequest, { differences }: Verdict): ChatRequest {
  let common = request as unknown as JsonObject;
  for (const { path, values } of differences) {
    if (isContent(path)) continue;
    const told = Object.values(values).filter((value) => value !== null);
    const asked = atPointer(request, path);
    // Not asked for, and sent all the same: the wire needs it, so the others get it too.
    if (asked === undefined && told.length > 0) common = put(common, path, told[0] as Json);
    else if (asked !== undefined) common = put(common, path, undefined);
  }
  return withoutLost(common as unknown as ChatRequest, differences);
}

/** Without the parts of messages and the tools that one of the lanes was not sent at all, as far as that leaves a request. */
function withoutLost(request: ChatRequest, differences: readonly SettingDifference[]): ChatRequest {
  const lost = differences
    .filter(({ path, values }) => isContent(path) && Object.values(values).some(isNotSent))
    .map(({ path }) => path)
    // Backwards: what was taken out moves nothing that is still to be.
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return lost.reduce((kept, path) => {
    const rest = chatRequestSchema.safeParse(without(kept as unknown as Json, path.split('/').slice(1)));
    return rest.success ? rest.data : kept;
  }, request);
}

/** Undefined where a list would be empty: a message of nothing is none. */
function without(value: Json, [step = '', ...rest]: readonly string[]): Json | undefined {
  if (Array.isArray(value)) {
    const items = value.flatMap((item: Json, i) => {
      if (String(i) !== step) return [item];
      return rest.length === 0 ? [] : [without(item, rest)];
    });
    return items.length === 0 || items.includes(undefined) ? undefined : (items as Json);
  }
  if (!isObject(value)) return value;
  const { [step]: inner = null, ...others } = value;
  if (rest.length === 0) return others;
  const less = without(inner, rest);
  return less === undefined ? undefined : { ...others, [step]: less };
}

/** What became of a message or of a tool, and not how the answer is steered. */
function isContent(path: string): boolean {
  return /^\/(messages|tools)\//.test(path);
}

function isNotSent(value: Json): boolean {
  return isObject(value) && value['sent'] === null;
}

/** What one lane was sent at the place of a difference, for people; `show` says a value. */
export function settingText(path: string, value: Json | undefined, show: (value: Json) => string): string {
  if (!isContent(path)) return value === undefined || value === null ? 'left open' : show(value);
  if (!isObject(value)) return 'as asked';
  return isNotSent(value)
    ? `not sent: ${show(value['lost'] ?? null)}`
    : `sent as ${show(value['sent'] ?? null)}`;
}

/** Sets or takes away a member at most two steps down; a group that becomes empty goes too. */
function put(object: JsonObject, path: string, value: Json | undefined): JsonObject {
  const [, first = '', second] = path.split('/');
  const { [first]: before, ...rest } = object;
  if (second === undefined) return value === undefined ? rest : { ...rest, [first]: value };
  const { [second]: _, ...others } = isObject(before) ? before : {};
  const group = value === undefined ? others : { ...others, [second]: value };
  return Object.keys(group).length === 0 ? rest : { ...rest, [first]: group };
}

/** For people: of a setting that is an object in every lane, such as an answer's schema, only the members that differ. */
export function leafDifferences({ differences }: Verdict): readonly SettingDifference[] {
  return differences.flatMap((one) =>
    isContent(one.path) ? one : leavesOf(one.path, Object.entries(one.values)),
  );
}

function leavesOf(
  path: string,
  values: readonly (readonly [target: string, value: Json])[],
): readonly SettingDifference[] {
  if (values.every(([, value]) => sameJson(value, values[0]?.[1]))) return [];
  if (!values.every(([, value]) => isObject(value))) return [{ path, values: Object.fromEntries(values) }];
  const keys = new Set(values.flatMap(([, value]) => Object.keys(value as JsonObject)));
  return [...keys].flatMap((key) =>
    leavesOf(
      pointer(path, key),
      values.map(([target, value]) => [target, member(value as JsonObject, key) ?? null] as const),
    ),
  );
}
