import type { BranchChange } from '../../shared/trace/branch.ts';
import { fieldText } from '../language/edit/edit-node.ts';
import { Failure } from './failure.ts';
import { jsonOf } from './json-of.ts';

/** `timeout 30s -> 60s`, `timeout = 60s` or `timeout: 60s`. */
export function fieldChange(source: string, step: string, typed: string): BranchChange {
  const arrow = /^(\S+)\s+(.*?)\s*(?:->|→)\s*(.*)$/.exec(typed);
  const plain = /^([^\s:=]+)\s*[:=]\s*(.*)$/.exec(typed);
  const [, field, was, value] = arrow ?? [undefined, plain?.[1], undefined, plain?.[2]];
  if (field === undefined || value === undefined)
    throw new Failure('usage', `Write what changes as FIELD OLD -> NEW, or FIELD = NEW; not ${typed}.`);
  const known = fieldText(source, step, field);
  if (was !== undefined && was !== '' && known !== null && known !== was)
    throw new Failure('usage', `${field} of ${step} is ${known}, not ${was}.`);
  return { kind: 'field', step, field, value };
}

/** `amount 20.00` or `amount = 20.00`. */
export function variableChange(typed: string): BranchChange {
  const [, name, text] = /^([^\s=]+)\s*[=\s]\s*(.+)$/.exec(typed) ?? [];
  if (name === undefined || text === undefined)
    throw new Failure('usage', 'Write set NAME JSON, as in: set amount 20.00.');
  return { kind: 'variable', name, value: jsonOf(text, name) };
}

export function isSameField(a: BranchChange, b: BranchChange): boolean {
  return a.kind === 'field' && b.kind === 'field' && a.step === b.step && a.field === b.field;
}

export function isSameVariable(a: BranchChange, b: BranchChange): boolean {
  return a.kind === 'variable' && b.kind === 'variable' && a.name === b.name;
}
