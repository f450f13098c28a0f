import { stringify } from 'yaml';
import type { WrittenCase } from './conformance-schema.ts';

/** The `.vsp` texts of a case: the node itself first, then those it calls. */
export function textsOf(written: WrittenCase): readonly string[] {
  if ('node' in written) return [written.node, ...written.callees];
  if ('flow' in written) {
    const outputs = Object.keys(written.outputs ?? { result: null });
    return [
      `${header(written.inputs, written.types, outputs)}${written.also}\nflow:\n${indented(written.flow)}`,
    ];
  }
  if ('contract' in written) {
    const contracts = stringify({ contracts: { preconditions: [written.contract] } }, PLAIN);
    const flow = stringify({ flow: [assign('1')] }, PLAIN);
    return [`${header(written.inputs, {}, ['result'])}${contracts}${flow}`];
  }
  const inputs = 'inputs' in written ? written.inputs : {};
  const types = 'types' in written ? written.types : {};
  return [`${header(inputs, types, ['result'])}${stringify({ flow: [assign(written.expr)] }, PLAIN)}`];
}

const PLAIN = { lineWidth: 0, aliasDuplicateObjects: false } as const;

function assign(expression: string) {
  return { step: 'compute', operation: 'assign', expression, output: 'result' };
}

/** Everything above the flow: inputs and outputs of type `any` unless said otherwise, none of them required. */
function header(
  inputs: Readonly<Record<string, unknown>>,
  types: Readonly<Record<string, string>>,
  outputs: readonly string[],
): string {
  const field = (type: string) => ({ type, required: false });
  const names = [...new Set([...Object.keys(inputs), ...Object.keys(types)])];
  return stringify(
    {
      node_id: 'case',
      intent: 'conformance',
      inputs: Object.fromEntries(
        names.map((name) => [name, field(Object.hasOwn(types, name) ? (types[name] as string) : 'any')]),
      ),
      outputs: { success: Object.fromEntries(outputs.map((name) => [name, field('any')])) },
    },
    PLAIN,
  );
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}
