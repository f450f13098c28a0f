import type { Program } from '../../../shared/node/program.ts';
import type { Field, Type, TypeDefinition } from '../../../shared/node/types.ts';
import { isIdentifier } from '../expression/words.ts';
import { FIELD, OUTPUTS, TYPE_DEFINITION } from '../schema/node.ts';
import { isNull, type YamlEntry, type YamlNode } from '../yaml/tree.ts';
import { constraintsOf } from './constraints.ts';
import { asMap, booleanOf, type Context, readFields, textOf } from './context.ts';
import { ANY, typeOf } from './types.ts';
import { literalOf } from './values.ts';

/** A map of names to fields: inputs, outputs, the fields of a record. */
export function fieldsOf(node: YamlNode | undefined, what: string, context: Context): readonly Field[] {
  if (!node || isNull(node)) return [];
  const map = asMap(node, what, context);
  return map ? map.entries.map((entry) => fieldOf(entry, context)) : [];
}

function fieldOf({ key: name, keyRange, value }: YamlEntry, context: Context): Field {
  checkName(name, keyRange, context);
  const plain: Omit<Field, 'type'> = {
    name,
    required: true,
    constraints: [],
    description: '',
    range: keyRange,
  };
  if (value.kind === 'scalar' && !isNull(value)) return { ...plain, type: typeOf(value, undefined, context) };
  const fields = readFields(value, FIELD, context);
  if (!fields) return { ...plain, type: ANY };
  const typeNode = fields.get('type');
  const fallback = fields.get('default');
  return {
    ...plain,
    type: typeNode ? typeOf(typeNode, fields.get('values'), context) : ANY,
    required: booleanOf(fields.get('required'), 'required', true, context),
    ...(fallback ? { default: literalOf(fallback, context) } : {}),
    constraints: constraintsOf(fields.get('constraints'), [], context),
    description: fields.get('description')
      ? (textOf(fields.get('description'), 'description', context) ?? '')
      : '',
  };
}

export function checkName(
  name: string,
  range: Field['range'],
  { findings }: Pick<Context, 'findings'>,
): void {
  if (isIdentifier(name)) return;
  findings.add(
    'invalid-name',
    `${JSON.stringify(name)} cannot be used as a name.`,
    range,
    'Use letters, digits and underscores, and no reserved word.',
  );
}

export function typesOf(
  node: YamlNode | undefined,
  context: Context,
): Readonly<Record<string, TypeDefinition>> {
  if (!node || isNull(node)) return {};
  const map = asMap(node, 'types', context);
  const definitions: [string, TypeDefinition][] = (map?.entries ?? []).map((entry) => {
    checkName(entry.key, entry.keyRange, context);
    return [entry.key, definitionOf(entry.value, context)];
  });
  return Object.fromEntries(definitions);
}

function definitionOf(node: YamlNode, context: Context): TypeDefinition {
  if (node.kind === 'scalar' && !isNull(node))
    return { kind: 'alias', base: typeOf(node, undefined, context), constraints: [] };
  const read = readFields(node, TYPE_DEFINITION, context);
  if (!read) return { kind: 'alias', base: ANY, constraints: [] };
  const base = read.get('base');
  const fields = read.get('fields');
  if (fields && base)
    context.findings.add(
      'wrong-structure',
      'A type has either fields or a base.',
      read.entry('base')?.keyRange ?? node.range,
    );
  if (!fields && !base) {
    context.findings.add('missing-field', 'A type needs fields or a base.', node.range);
    return { kind: 'alias', base: ANY, constraints: [] };
  }
  if (!fields && base) {
    return {
      kind: 'alias',
      base: typeOf(base, read.get('values'), context),
      constraints: constraintsOf(read.get('constraints'), [], context),
    };
  }
  const members = fieldsOf(fields, 'fields', context);
  return {
    kind: 'record',
    fields: members,
    constraints: constraintsOf(
      read.get('constraints'),
      members.map((member) => member.name),
      context,
    ),
  };
}

interface Outputs {
  readonly outputs: readonly Field[];
  readonly errors: Program['errors'];
}

export function outputsOf(node: YamlNode | undefined, context: Context): Outputs {
  const read = node && !isNull(node) ? readFields(node, OUTPUTS, context) : null;
  const error = fieldsOf(read?.get('error'), 'outputs.error', context);
  const code = error.find((field) => field.name === 'error_code');
  const fields = error.filter((field) => field.name !== 'error_code' && field.name !== 'message');
  return {
    outputs: fieldsOf(read?.get('success'), 'outputs.success', context),
    errors: { codes: code ? codesOf(code.type) : null, fields },
  };
}

function codesOf(type: Type): readonly string[] | null {
  return type.kind === 'enum' ? type.values : null;
}
