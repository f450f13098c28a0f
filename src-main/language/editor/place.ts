import { NODE } from '../schema/node.ts';
import { operationNamed, stepSpec } from '../schema/operations.ts';
import type { FieldSpec, MapSpec } from '../schema/spec.ts';
import { STEP } from '../schema/steps.ts';
import { type Cursor, cursorAt, fieldsAround } from './cursor.ts';

/** The author's own fields of an open map: outputs and error fields. */
const OWN_FIELD: FieldSpec = { name: '', content: 'value', doc: '' };

/** What the format says about the place of the cursor. */
export interface Place {
  readonly cursor: Cursor;
  /** The map that a key here would belong to; null where names are the author's. */
  readonly map: MapSpec | null;
  /** The field whose value the cursor is in. */
  readonly field: FieldSpec | null;
}

/** Lines and columns from 1. */
export function placeAt(text: string, line: number, column: number): Place {
  const cursor = cursorAt(text, line - 1, column - 1);
  let map: MapSpec | null = NODE;
  let field: FieldSpec | null = null;
  const enter = (next: MapSpec | null, siblings: ReadonlyMap<string, string>): MapSpec | null =>
    next === STEP ? stepFor(siblings) : next;
  for (const [index, segment] of cursor.path.entries()) {
    if (segment.kind === 'item') {
      map = field?.items?.() ?? null;
      continue;
    }
    const last = index === cursor.path.length - 1 && cursor.at === 'value';
    const siblings = last ? cursor.siblings : fieldsAround(text, segment);
    const known: MapSpec | null = enter(map, siblings);
    const declared = known?.fields.find((candidate) => candidate.name === segment.key);
    field = declared ?? (known === null ? field : known.open ? OWN_FIELD : null);
    map = known === null && field?.entries ? field.entries() : nested(field);
    if (known === null && field?.entries) field = null;
  }
  const own = cursor.at === 'key' ? enter(map, cursor.siblings) : null;
  return { cursor, map: own, field: cursor.at === 'value' ? field : own ? null : field };
}

/** The map that a field holds; null where its keys are names, or it holds none. */
function nested(field: FieldSpec | null): MapSpec | null {
  return field?.map?.() ?? null;
}

function stepFor(siblings: ReadonlyMap<string, string>): MapSpec {
  const operation = operationNamed((siblings.get('operation') ?? '').replace(/^["']|["']$/g, ''));
  return operation ? stepSpec(operation) : STEP;
}
