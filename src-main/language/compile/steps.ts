import type { Step } from '../../../shared/node/program.ts';
import { isIdentifier } from '../expression/words.ts';
import { OPERATIONS, operationNamed, stepSpec } from '../schema/operations.ts';
import { OPERATION_WORDS } from '../schema/other-words.ts';
import { STEP } from '../schema/steps.ts';
import { didYouMean } from '../suggest.ts';
import { entryOf, isNull, type YamlNode } from '../yaml/tree.ts';
import { asList, asMap, type Context, type Fields, headOf, readFields, textOf } from './context.ts';
import { operationOf } from './operations.ts';
import { errorHandlersOf } from './reactions.ts';

/** Compiles a list of steps that lives under `path`. */
export function stepsOf(node: YamlNode, path: string, context: Context): readonly Step[] {
  if (isNull(node)) return [];
  const list = asList(node, path === '' ? 'flow' : `Steps (${path})`, context);
  const names = new Set<string>();
  return (list?.items ?? []).flatMap((item, index) => {
    checkUnique(item, index, names, context);
    const step = stepOf(item, index, path, context);
    return step ? [step] : [];
  });
}

/** Looks at the names as they are written, so that a step with other errors counts too. */
function checkUnique(item: YamlNode, index: number, names: Set<string>, context: Context): void {
  const written = item.kind === 'map' ? entryOf(item, 'step')?.value : undefined;
  const name = written?.kind === 'scalar' ? written.text : String(index);
  if (names.has(name)) {
    const message = `Another step here is called ${name} already.`;
    context.findings.add(
      'duplicate-step',
      message,
      (written ?? item).range,
      'Names are unique among siblings.',
    );
  }
  names.add(name);
}

function stepOf(node: YamlNode, index: number, parent: string, context: Context): Step | null {
  const map = asMap(node, 'A step', context);
  if (!map) return null;
  const written = textOf(map.entries.find((entry) => entry.key === 'operation')?.value, 'operation', context);
  const spec = written === null ? null : operationNamed(written);
  if (!spec) {
    if (written === null) readFields(node, { ...STEP, open: true }, context);
    else
      unknownOperation(
        written,
        map.entries.find((entry) => entry.key === 'operation')?.value as YamlNode,
        context,
      );
    return null;
  }
  const fields = readFields(node, stepSpec(spec), context) as Fields;
  const name = nameOf(fields, index, context);
  const path = parent === '' ? name : `${parent}/${name}`;
  const operation = operationOf(written as string, fields, path, context);
  const compensate = fields.get('compensate');
  const step = {
    name,
    path,
    description: fields.get('description')
      ? (textOf(fields.get('description'), 'description', context) ?? '')
      : '',
    output: outputName(fields, context),
    onError: errorHandlersOf(fields.get('on_error'), path, context),
    compensate: compensate ? context.steps(compensate, `${path}/compensate`) : [],
    range: fields.entry('step')?.value.range ?? headOf(map),
  };
  return operation && ({ ...step, ...operation } satisfies Step as Step);
}

function unknownOperation(written: string, node: YamlNode, context: Context): void {
  const names = [...OPERATIONS.map((spec) => spec.name), 'custom.NAME'];
  const suggestion =
    OPERATION_WORDS.get(written) ?? didYouMean(written, names) ?? 'Own operations are called custom.NAME.';
  context.findings.add('unknown-operation', `There is no operation ${written}.`, node.range, suggestion);
}

function nameOf(fields: Fields, index: number, context: Context): string {
  const node = fields.get('step');
  const text = node ? textOf(node, 'step', context) : null;
  if (node && text !== null && (text.trim() === '' || text.includes('/'))) {
    context.findings.add('invalid-name', 'A step’s name is not empty and holds no slash.', node.range);
  }
  return text ?? String(index);
}

function outputName(fields: Fields, context: Context): string | null {
  const node = fields.get('output');
  const text = node ? textOf(node, 'output', context) : null;
  if (node && text !== null && !isIdentifier(text)) {
    context.findings.add(
      'invalid-name',
      `${JSON.stringify(text)} cannot be used as a variable.`,
      node.range,
      'Use letters, digits and underscores, and no reserved word.',
    );
  }
  return text;
}
