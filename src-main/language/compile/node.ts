import type { Program } from '../../../shared/node/program.ts';
import type { Findings } from '../diagnostics.ts';
import type { LineMap } from '../positions.ts';
import { METADATA, NODE } from '../schema/node.ts';
import { sensitivityOf } from '../sensitivity.ts';
import { entryOf, isNull, type YamlNode } from '../yaml/tree.ts';
import { type Context, readFields, textOf } from './context.ts';
import { contractsOf } from './contracts.ts';
import { fieldsOf, outputsOf, typesOf } from './fields.ts';
import {
  errorPoliciesOf,
  limitsOf,
  type SecuritySection,
  securityOf,
  stateMachinesOf,
  testCasesOf,
} from './sections.ts';
import { stepsOf } from './steps.ts';

export interface CompiledNode {
  readonly program: Program;
  readonly security: SecuritySection;
}

/** Compiles a whole node; what is wrong goes to `findings`, and the rest is compiled nevertheless. */
export function compileNode(
  root: YamlNode,
  hash: string,
  lines: LineMap,
  findings: Findings,
): CompiledNode | null {
  const fields = readFields(root, NODE, { findings });
  if (!fields) return null;
  const types = fields.get('types');
  const context: Context = {
    lines,
    findings,
    types: new Set(types?.kind === 'map' ? types.entries.map((entry) => entry.key) : []),
    machines: stateMachinesOf(fields.get('state_machines'), { findings }),
    steps: (node, path) => stepsOf(node, path, context),
  };
  const metadata = fields.get('metadata');
  const description = metadata?.kind === 'map' ? entryOf(metadata, 'description')?.value : undefined;
  if (metadata && !isNull(metadata)) readFields(metadata, METADATA, context);
  const security = securityOf(fields.get('security'), context);
  const flow = fields.get('flow');
  const partial = {
    id: fields.get('node_id') ? nodeId(fields.get('node_id') as YamlNode, context) : '',
    hash,
    intent: fields.get('intent') ? (textOf(fields.get('intent'), 'intent', context) ?? '') : '',
    description: description?.kind === 'scalar' ? description.text.trim() : '',
    inputs: fieldsOf(fields.get('inputs'), 'inputs', context),
    ...outputsOf(fields.get('outputs'), context),
    types: typesOf(types, context),
    contracts: contractsOf(fields.get('contracts'), context),
    stateMachines: context.machines,
    flow: flow ? stepsOf(flow, '', context) : [],
    errorHandling: errorPoliciesOf(fields.get('error_handling'), context),
    limits: limitsOf(fields.get('performance'), context),
    testCases: testCasesOf(fields.get('testing'), context),
  };
  const declared =
    security.sensitive === 'all'
      ? partial.inputs.map((input) => input.name)
      : security.sensitive.map((path) => path.text);
  const program: Program = {
    ...partial,
    security: {
      required: security.required.map((capability) => capability.text),
      denied: security.denied.map((capability) => capability.text),
      sensitive: sensitivityOf(partial, declared),
      auditLevel: security.auditLevel,
    },
  };
  return { program, security };
}

function nodeId(node: YamlNode, context: Context): string {
  const id = textOf(node, 'node_id', context) ?? '';
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(id) && node.kind === 'scalar') {
    context.findings.add(
      'invalid-name',
      `${JSON.stringify(id)} cannot be a node’s id.`,
      node.range,
      'Use letters, digits, underscores, points and hyphens.',
    );
  }
  return id;
}
