import type { Field, Type, TypeDefinition } from '../../../shared/node/types.ts';
import { type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';
import { parseDecimal, parseInteger, parseJsonExactly, writeJson } from './number-text.ts';
import { parseTimestamp } from './timestamp-text.ts';

/** What stands in a form: text for scalars and JSON, null for "not given". Its type says how it is read. */
export type Draft = null | string | boolean | readonly Draft[] | { readonly [field: string]: Draft };
export type Types = Readonly<Record<string, TypeDefinition>>;

/** A type as a form sees it: aliases resolved, records with their fields. */
export type Shape =
  | { readonly kind: 'string' | 'integer' | 'decimal' | 'boolean' | 'bytes' | 'timestamp' | 'json' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly element: Type; readonly set: boolean }
  | { readonly kind: 'record'; readonly fields: readonly Field[] };

export function shapeOf(type: Type, types: Types, depth = 0): Shape {
  switch (type.kind) {
    case 'any':
    case 'map':
      return { kind: 'json' };
    case 'array':
    case 'set':
      return { kind: 'list', element: type.element, set: type.kind === 'set' };
    case 'enum':
      return { kind: 'enum', values: type.values };
    case 'named': {
      const definition = types[type.name];
      if (!definition || depth > 8) return { kind: 'json' };
      if (definition.kind === 'record') return { kind: 'record', fields: definition.fields };
      return shapeOf(definition.base, types, depth + 1);
    }
    default:
      return { kind: type.kind };
  }
}

/** The draft to begin with for a value that has to be given. */
export function blankDraft(type: Type, types: Types): Draft {
  const shape = shapeOf(type, types);
  switch (shape.kind) {
    case 'boolean':
      return false;
    case 'enum':
      return shape.values[0] ?? '';
    case 'list':
      return [];
    case 'record':
      return Object.fromEntries(shape.fields.map((field) => [field.name, fieldDraft(field, types)]));
    case 'json':
      return type.kind === 'map' ? '{}' : 'null';
    default:
      return '';
  }
}

/** A field starts with its default, empty where it must be given, else not given. */
export function fieldDraft(field: Field, types: Types): Draft {
  if (field.default !== undefined) return toDraft(field.type, field.default, types);
  return field.required ? blankDraft(field.type, types) : null;
}

export function toDraft(type: Type, value: Canonical, types: Types): Draft {
  if (value === null) return null;
  const shape = shapeOf(type, types);
  const tagged = tagOf(value);
  switch (shape.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : String(value);
    case 'list': {
      const items = tagged?.tag === '$set' ? tagged.payload : value;
      return Array.isArray(items)
        ? (items as readonly Canonical[]).map((item) => toDraft(shape.element, item, types))
        : [];
    }
    case 'record':
      return Object.fromEntries(
        shape.fields.map((field) => {
          const given = isCanonicalObject(value) ? value[field.name] : undefined;
          return [
            field.name,
            given === undefined ? fieldDraft(field, types) : toDraft(field.type, given, types),
          ];
        }),
      );
    case 'json':
      return writeJson(value);
    default:
      return typeof value === 'string' ? value : tagged ? String(tagged.payload) : String(value);
  }
}

/** A value, or the places where the draft does not say one. */
export interface Parsed {
  readonly value: Canonical;
  readonly problems: Readonly<Record<string, string>>;
}

export function parseDraft(type: Type, draft: Draft, types: Types, path: string): Parsed {
  if (draft === null) return { value: null, problems: {} };
  const shape = shapeOf(type, types);
  if (shape.kind === 'list' && Array.isArray(draft)) {
    const items = (draft as readonly Draft[]).map((item, index) =>
      parseDraft(shape.element, item, types, `${path}[${index}]`),
    );
    const values = items.map((item) => item.value);
    // The runtimes turn an array into a set where a set is declared.
    return { value: values, problems: Object.assign({}, ...items.map((item) => item.problems)) };
  }
  if (shape.kind === 'record' && typeof draft === 'object')
    return parseFields(shape.fields, draft as Drafts, types, `${path}.`);
  if (typeof draft === 'boolean') return { value: draft, problems: {} };
  const text = String(draft);
  const found = parseScalar(shape, text);
  return found === undefined
    ? { value: null, problems: { [path]: complaint(shape, text) } }
    : { value: found, problems: {} };
}

export type Drafts = Readonly<Record<string, Draft>>;

/** The record that the drafts say; what is not given is left out, so that defaults apply. */
export function parseFields(fields: readonly Field[], drafts: Drafts, types: Types, prefix = ''): Parsed {
  const value: Record<string, Canonical> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const draft = drafts[field.name] ?? null;
    if (draft === null) continue;
    const parsed = parseDraft(field.type, draft, types, `${prefix}${field.name}`);
    Object.assign(problems, parsed.problems);
    value[field.name] = parsed.value;
  }
  return { value, problems };
}

function parseScalar(shape: Shape, text: string): Canonical | undefined {
  switch (shape.kind) {
    case 'integer':
      return parseInteger(text);
    case 'decimal':
      return parseDecimal(text);
    case 'bytes':
      return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
        ? { $bytes: text }
        : undefined;
    case 'timestamp':
      return parseTimestamp(text);
    case 'json':
      try {
        return parseJsonExactly(text);
      } catch {
        return undefined;
      }
    default:
      return text;
  }
}

function complaint(shape: Shape, text: string): string {
  if (text.trim() === '') return 'Give a value.';
  switch (shape.kind) {
    case 'integer':
      return 'Give a whole number.';
    case 'decimal':
      return 'Give a number, such as 12.50.';
    case 'bytes':
      return 'Give base64.';
    case 'timestamp':
      return 'Give a time with its offset, such as 2025-01-08T10:00:00Z.';
    default:
      return 'This is not JSON.';
  }
}
