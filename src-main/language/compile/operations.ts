import type { Condition, Expression } from '../../../shared/node/expression.ts';
import type { Operation } from '../../../shared/node/program.ts';
import { parseCondition } from '../expression/condition.ts';
import { isIdentifier } from '../expression/words.ts';
import { didYouMean } from '../suggest.ts';
import type { YamlNode } from '../yaml/tree.ts';
import {
  asMap,
  asScalar,
  type Context,
  durationOf,
  type Fields,
  headOf,
  itemsOf,
  reportAll,
  textOf,
} from './context.ts';
import { databaseOf } from './database.ts';
import { httpOf } from './http.ts';
import { llmOf } from './llm.ts';
import { reactionOf, returnOf } from './reactions.ts';
import { transformOf } from './transforms.ts';
import { expressionField, templateExpression, valueEntries, valueExpression } from './values.ts';

/** Compiles what a step does; null where a required field is missing, which is reported already. */
export function operationOf(
  written: string,
  fields: Fields,
  path: string,
  context: Context,
): Operation | null {
  const expression = (name: string): Expression | null => {
    const node = fields.get(name);
    return node ? expressionField(node, context) : null;
  };
  const value = (name: string): Expression | null => {
    const node = fields.get(name);
    return node ? valueExpression(node, context) : null;
  };
  const steps = (name: string) => {
    const node = fields.get(name);
    return node ? context.steps(node, `${path}/${name}`) : [];
  };
  const onFailure = () => reactionOf(fields.get('on_failure'), `${path}/on_failure`, context);

  if (written.startsWith('custom.')) return customOf(written, fields, context);
  switch (written) {
    case 'validation':
      return {
        operation: 'validation',
        guards: conditionsOf(fields.get('guards'), context),
        onFailure: onFailure(),
      };
    case 'conditional': {
      const [condition] = conditionsOf(fields.get('condition'), context);
      // biome-ignore lint/suspicious/noThenProperty: the program's own word for the block; nobody awaits a program
      const blocks = { then: steps('then'), else: steps('else') };
      return condition ? { operation: 'conditional', condition, ...blocks } : null;
    }
    case 'arithmetic':
    case 'assign': {
      const assigned = expression('expression');
      return assigned && { operation: 'assign', writtenAs: written, expression: assigned };
    }
    case 'string_template': {
      const node = fields.get('template');
      const scalar = node ? asScalar(node, 'template', context) : null;
      return (
        scalar && { operation: 'assign', writtenAs: written, expression: templateExpression(scalar, context) }
      );
    }
    case 'data_transform':
      return transformOf(fields, context);
    case 'for_each': {
      const items = expression('items');
      const body = steps('do');
      const as = fields.get('as') ? variableName(fields.get('as'), 'as', context) : 'item';
      return items && { operation: 'for_each', items, as, do: body, yield: expression('yield') };
    }
    case 'state_machine_transition': {
      const to = value('to');
      const guards = conditionsOf(fields.get('guards'), context);
      return (
        to && {
          operation: 'state_machine_transition',
          machine: machineOf(fields, context),
          from: value('from'),
          to,
          guards,
          onFailure: onFailure(),
        }
      );
    }
    case 'external_api_call':
      return httpOf(fields, context);
    case 'llm_chat':
      return llmOf(fields, context);
    case 'event_publish': {
      const topic = value('topic');
      const payload = value('payload') ?? { kind: 'literal', value: null, range: headOf(fields.map) };
      return topic && { operation: 'event_publish', topic, payload };
    }
    case 'event_subscribe': {
      const topic = value('topic');
      return (
        topic && {
          operation: 'event_subscribe',
          topic,
          timeoutMs: durationOf(fields.get('timeout'), 'timeout', context),
        }
      );
    }
    case 'call_node': {
      const node = textOf(fields.get('node'), 'node', context);
      return node === null
        ? null
        : { operation: 'call_node', node, inputs: namedValues(fields, 'inputs', context) };
    }
    case 'return': {
      const returned = returnOf(fields, context);
      if (!returned)
        context.findings.add(
          'missing-field',
          'A return step needs return_success or return_error.',
          headOf(fields.map),
        );
      return returned && { operation: 'return', return: returned };
    }
    default:
      return databaseOf(written, fields, path, context);
  }
}

function namedValues(fields: Fields, name: string, context: Context) {
  const node = fields.get(name);
  return node && asMap(node, name, context) ? valueEntries(node, context) : [];
}

function customOf(written: string, fields: Fields, context: Context): Operation {
  const handler = written.slice('custom.'.length);
  if (!isIdentifier(handler)) {
    context.findings.add(
      'invalid-name',
      `${written} names no handler.`,
      fields.get('operation')?.range ?? headOf(fields.map),
      'Write custom.NAME with letters, digits and underscores.',
    );
  }
  return { operation: 'custom', handler, parameters: namedValues(fields, 'parameters', context) };
}

function variableName(node: YamlNode | undefined, what: string, context: Context): string {
  const text = textOf(node, what, context) ?? 'item';
  if (!isIdentifier(text)) {
    context.findings.add(
      'invalid-name',
      `${JSON.stringify(text)} cannot be used as a name.`,
      node?.range ?? context.lines.range(0, 0),
    );
  }
  return text;
}

/** A condition, or a list of them. */
function conditionsOf(node: YamlNode | undefined, context: Context): readonly Condition[] {
  return itemsOf(node).flatMap((item) => {
    const scalar = asScalar(item, 'A condition', context);
    if (!scalar) return [];
    const { condition, errors } = parseCondition(scalar.text, scalar.range, scalar.origin);
    reportAll(errors, context);
    return condition ? [condition] : [];
  });
}

function machineOf(fields: Fields, context: Context): string {
  const node = fields.get('state_machine');
  const names = context.machines.map((machine) => machine.name);
  if (!node) {
    if (names.length === 1) return names[0] as string;
    context.findings.add(
      'missing-field',
      'The step needs state_machine.',
      headOf(fields.map),
      'Only where the node declares exactly one may it be left out.',
    );
    return '';
  }
  const name = textOf(node, 'state_machine', context) ?? '';
  if (!names.includes(name)) {
    context.findings.add(
      'unknown-state-machine',
      `There is no state machine ${name}.`,
      node.range,
      didYouMean(name, names) ?? 'Declare it under state_machines.',
    );
  }
  return name;
}
