import type { Condition } from '../../../shared/node/expression.ts';
import type { Contract, ErrorPolicy, Program } from '../../../shared/node/program.ts';
import type { Field, Type } from '../../../shared/node/types.ts';
import { writeCondition } from './conditions.ts';
import { call, dictionary, type Layout, laidOut, list, prefixed } from './layout.ts';
import type { PythonModule } from './module.ts';
import { pythonLiteral, pythonString } from './python-text.ts';

/** The `node = Node(…)` statement, after the constraints that it names. */
export function writeNode(module: PythonModule, program: Program): void {
  const model = (name: string) => module.imports.use('model', name);
  const items: Layout[] = [`id=${pythonString(program.id)}`, `source=${pythonString(program.hash)}`];
  const types = Object.entries(program.types).map(([name, definition]) => {
    const constraints = constraintsOf(module, `type_${name}`, definition.constraints);
    const layout =
      definition.kind === 'record'
        ? call(model('Record'), fieldList(module, `type_${name}`, definition.fields), ...constraints)
        : call(model('Alias'), typeText(module, definition.base), ...constraints);
    return [pythonString(name), layout] as const;
  });
  if (program.inputs.length > 0) items.push(prefixed('inputs=', fieldList(module, 'input', program.inputs)));
  if (program.outputs.length > 0)
    items.push(prefixed('outputs=', fieldList(module, 'output', program.outputs)));
  const { codes, fields } = program.errors;
  if (codes !== null || fields.length > 0) {
    const declared: Layout[] = [];
    if (codes !== null) declared.push(prefixed('codes=', tuple(codes)));
    if (fields.length > 0) declared.push(prefixed('fields=', fieldList(module, 'error', fields)));
    items.push(prefixed('errors=', call(model('DeclaredErrors'), ...declared)));
  }
  if (types.length > 0) items.push(prefixed('types=', dictionary(types)));
  if (program.stateMachines.length > 0) {
    const machines = program.stateMachines.map((machine) =>
      call(
        model('StateMachine'),
        pythonString(machine.name),
        `variable=${pythonString(machine.variable)}`,
        `initial=${pythonString(machine.initial)}`,
        prefixed('transitions=', call('frozenset', list(machine.transitions.map(tuple)))),
      ),
    );
    items.push(prefixed('state_machines=', list(machines)));
  }
  if (program.errorHandling.length > 0)
    items.push(
      prefixed(
        'error_handling=',
        list(program.errorHandling.map((each) => policy(model('ErrorPolicy'), each))),
      ),
    );
  module.add('', '', ...laidOut(prefixed('node = ', call(module.imports.use('node', 'Node'), ...items)), ''));
}

function policy(name: string, { code, action, maxRetries, threshold, openMs }: ErrorPolicy): Layout {
  const items: Layout[] = [pythonString(code), pythonString(action)];
  if (action === 'retry') items.push(`max_retries=${maxRetries}`);
  if (action === 'circuit_breaker') items.push(`threshold=${threshold}`, `open_ms=${openMs}`);
  return call(name, ...items);
}

function tuple(parts: readonly string[]): Layout {
  const items = parts.map(pythonString);
  return `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
}

function fieldList(module: PythonModule, near: string, fields: readonly Field[]): Layout {
  return list(
    fields.map((field) => {
      const items: Layout[] = [pythonString(field.name), typeText(module, field.type)];
      if (!field.required) items.push('required=False');
      if (field.default !== undefined) items.push(`default=${pythonLiteral(field.default, module.imports)}`);
      items.push(...constraintsOf(module, `${near}_${field.name}`, field.constraints));
      return call(module.imports.use('model', 'Field'), ...items);
    }),
  );
}

function constraintsOf(module: PythonModule, near: string, constraints: readonly Condition[]): Layout[] {
  if (constraints.length === 0) return [];
  const names = constraints.map((each) => writeCondition(module, `${near}__constraint`, each, 'contract'));
  return [prefixed('constraints=', list(names))];
}

function typeText(module: PythonModule, type: Type): string {
  const model = (name: string) => module.imports.use('model', name);
  switch (type.kind) {
    case 'array':
    case 'set':
      return `${model(type.kind === 'array' ? 'array_of' : 'set_of')}(${typeText(module, type.element)})`;
    case 'map':
      return `${model('map_of')}(${typeText(module, type.key)}, ${typeText(module, type.value)})`;
    case 'enum':
      return `${model('enum')}(${type.values.map(pythonString).join(', ')})`;
    case 'named':
      return `${model('named')}(${pythonString(type.name)})`;
    default:
      return model(type.kind.toUpperCase());
  }
}

/** Contracts in their order, prose among them. */
export function writeContracts(module: PythonModule, program: Program): void {
  const { preconditions, invariants, postconditions } = program.contracts;
  const each = (kind: string, contracts: readonly Contract[]) => {
    contracts.forEach((contract, index) => {
      const text = pythonString(contract.text);
      if (contract.prose) {
        module.add('', '', `node.prose(${pythonString(kind)}, ${text})`);
        return;
      }
      const names = kind === 'invariant' ? [prefixed('names=', tuple(contract.names))] : [];
      writeCondition(module, `${kind}_${index}`, contract, 'contract', call(`node.${kind}`, text, ...names));
    });
  };
  each('precondition', preconditions);
  each('invariant', invariants);
  each('postcondition', postconditions);
}
