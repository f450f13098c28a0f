import type { CapabilityCell, FieldCapability } from '../capabilities/capability.ts';
import type { Json } from '../json.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { fieldPath, readField, writeField } from './request-field.ts';
import { sourceText, type Writing } from './writing.ts';

/** What a field says that asks for nothing, by its cell. */
type IsUsual = (name: FieldCapability, value: Json, cell: CapabilityCell) => boolean;

/** The request with `name` beside those fields that it may stand with, and must. */
export function fitCompany(
  request: ChatRequest,
  name: FieldCapability,
  cell: CapabilityCell,
  isUsual: IsUsual,
  writing: Writing,
): ChatRequest {
  const value = readField(request, name);
  if (value === undefined) return request;
  const { needs, without } = cell;
  if (needs !== undefined && readField(request, needs) !== true) {
    const usual = isUsual(name, value, cell);
    if (usual || writing.policy !== 'coerce') {
      tell(name, usual, `Without \`${needs}\` it is answered with an error.`, cell, writing);
      return writeField(request, name, undefined);
    }
    writing.note(fieldPath(needs), {
      class: 'default-changed',
      severity: 'low',
      reason: `\`${name}\` needs it: it was set.`,
      source: sourceText(cell),
    });
    return writeField(request, needs, true);
  }
  const other = without === undefined ? undefined : readField(request, without);
  if (without === undefined || other === undefined) return request;
  const otherCell = writing.cell(without);
  // One that asks for what holds anyway gives way, unless it was made so here.
  const asked = writing.notes.at(fieldPath(without)) === undefined;
  const leaves = asked && otherCell !== undefined && isUsual(without, other, otherCell) ? without : name;
  const [stays, left] = leaves === name ? [without, value] : [name, other];
  const usual = isUsual(leaves, left, writing.cell(leaves) ?? cell);
  tell(leaves, usual, `${writing.target.model} takes it or \`${stays}\`, not both.`, cell, writing);
  return writeField(request, leaves, undefined);
}

function tell(
  name: FieldCapability,
  usual: boolean,
  reason: string,
  cell: CapabilityCell,
  writing: Writing,
): void {
  writing.note(fieldPath(name), {
    class: 'rejected',
    severity: usual ? 'none' : 'medium',
    reason,
    source: sourceText(cell),
  });
}
