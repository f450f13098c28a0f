import { isObject, type Json, pointer } from '../json.ts';

/** A piece of a JSON text. */
export interface Piece {
  readonly text: string;
  /** A value that is not the same elsewhere. */
  readonly differs: boolean;
}

/** JSON over indented lines; the values at the `differing` paths, which begin with `at`, are pieces of their own. */
export function markedJson(json: Json, differing: ReadonlySet<string>, at = ''): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = (text: string, differs: boolean): void => {
    const last = pieces.at(-1);
    if (last?.differs === differs) pieces[pieces.length - 1] = { text: last.text + text, differs };
    else pieces.push({ text, differs });
  };
  const write = (value: Json, path: string, indent: string, inside: boolean): void => {
    const differs = inside || differing.has(path || '/');
    const inner = `${indent}  `;
    const members: readonly (readonly [string, Json, string])[] = Array.isArray(value)
      ? value.map((item: Json, i) => [pointer(path, i), item, ''])
      : isObject(value)
        ? Object.entries(value).map(([key, item]) => [pointer(path, key), item, `${JSON.stringify(key)}: `])
        : [];
    if (members.length === 0) {
      add(JSON.stringify(value), differs);
      return;
    }
    add(Array.isArray(value) ? '[' : '{', differs);
    for (const [i, [place, item, key]] of members.entries()) {
      add(`${i === 0 ? '' : ','}\n${inner}${key}`, differs);
      write(item, place, inner, differs);
    }
    add(`\n${indent}${Array.isArray(value) ? ']' : '}'}`, differs);
  };
  write(json, at, '', false);
  return pieces;
}
