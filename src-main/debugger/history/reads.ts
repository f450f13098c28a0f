import type { Expression } from '../../../shared/node/expression.ts';
import { type Canonical, isCanonicalObject } from '../../../shared/values/canonical.ts';
import { mapEntries } from '../../../shared/values/equality.ts';
import { parseJsonText } from '../../../shared/values/json-text.ts';
import { formatExpression } from '../../language/expression/format.ts';
import { childrenOf } from '../../language/expression/tree.ts';

/** A name that an expression reads, with the members that it takes of it: `line.price`. */
export interface Reading {
  readonly label: string;
  readonly name: string;
  readonly members: readonly (string | number)[];
}

/** What an expression reads from outside itself, each once, left to right. `hidden`: names that something around it binds. */
export function readingsOf(root: Expression, hidden: readonly string[] = []): readonly Reading[] {
  const readings = new Map<string, Reading>();
  const visit = (node: Expression, bound: readonly string[]): void => {
    const reading = chainOf(node);
    if (reading !== undefined) {
      if (!bound.includes(reading.name)) readings.set(reading.label, reading);
    } else if (node.kind === 'quantifier') {
      visit(node.source, bound);
      visit(node.body, [...bound, node.variable]);
    } else for (const child of childrenOf(node)) visit(child, bound);
  };
  visit(root, hidden);
  return [...readings.values()];
}

/** `a.b[0].c` as a name and its members; undefined for anything else. */
function chainOf(node: Expression): Reading | undefined {
  const members: (string | number)[] = [];
  for (let at = node; ; ) {
    if (at.kind === 'name')
      return { label: formatExpression(node), name: at.name, members: members.reverse() };
    if (at.kind === 'field') {
      members.push(at.field);
      at = at.target;
    } else if (at.kind === 'index' && at.index.kind === 'literal' && isKey(at.index.value)) {
      members.push(at.index.value);
      at = at.target;
    } else return undefined;
  }
}

function isKey(value: Canonical): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** A part of a value; a field of a list is that of each of its elements, as in expressions. Undefined where there is none. */
export function memberOf(
  value: Canonical | undefined,
  members: readonly (string | number)[],
): Canonical | undefined {
  let at = value;
  for (const member of members) {
    if (at === undefined || at === null || typeof at !== 'object') return undefined;
    if (Array.isArray(at)) {
      const list: readonly Canonical[] = at;
      at = typeof member === 'number' ? list[member] : projected(list, member);
    } else at = fieldOf(at, member);
  }
  return at;
}

function projected(list: readonly Canonical[], field: string): Canonical {
  return list.map((element) => fieldOf(element, field) ?? null);
}

function fieldOf(value: Canonical, member: string | number): Canonical | undefined {
  if (!isCanonicalObject(value)) return undefined;
  return mapEntries(value)?.find(([key]) => key === member)?.[1];
}

/** Reads `order.lines[2].total`, the way paths of values are written; undefined where it is none. */
export function readPath(
  text: string,
): { readonly name: string; readonly members: readonly (string | number)[] } | undefined {
  const [name] = /^[A-Za-z_$][A-Za-z0-9_$]*/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const members: (string | number)[] = [];
  for (let rest = text.slice(name.length); rest !== ''; ) {
    const [part, field, index, quoted] =
      /^(?:\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d{1,9})\]|\[("(?:\\.|[^"\\])*")\])/.exec(rest) ?? [];
    if (part === undefined) return undefined;
    if (field !== undefined) members.push(field);
    else if (index !== undefined) members.push(Number(index));
    else members.push(textOf(quoted ?? '""'));
    rest = rest.slice(part.length);
  }
  return { name, members };
}

function textOf(quoted: string): string {
  try {
    return String(parseJsonText(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
