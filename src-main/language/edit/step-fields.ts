import { checkNode } from '../check.ts';
import { entryOf, isNull, type YamlNode } from '../yaml/tree.ts';
import { mapOfStep } from './edit-node.ts';

/** What makes the step the step that it is: another one is a change of the text. */
const IDENTITY = new Set(['step', 'operation', 'description']);

/** Every single value that is written in a step, steps inside of it left out: `timeout` `30s`, `guards[0]` `amount > 0`. */
export function stepFields(
  text: string,
  step: string,
): readonly { readonly field: string; readonly text: string }[] {
  const { program, document } = checkNode(text);
  const map = program && document.root ? mapOfStep(program, document.root, step) : undefined;
  if (map === undefined) return [];
  const found: { readonly field: string; readonly text: string }[] = [];
  const visit = (node: YamlNode, field: string): void => {
    if (node.kind === 'scalar') {
      if (!isNull(node)) found.push({ field, text: node.text });
    } else if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) visit(item, `${field}[${index}]`);
    } else if (entryOf(node, 'operation') === undefined) {
      for (const { key, value } of node.entries) visit(value, `${field}.${key}`);
    }
  };
  for (const { key, value } of map.entries) if (!IDENTITY.has(key)) visit(value, key);
  return found;
}
