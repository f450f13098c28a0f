import type { Expression } from '../../../shared/node/expression.ts';
import type { Step } from '../../../shared/node/program.ts';
import { scopeOf } from './conditions.ts';
import { bindLocals, expressionLayout, usesName } from './expression.ts';
import { call, dictionary, type Layout, prefixed } from './layout.ts';
import type { PythonModule } from './module.ts';
import { pythonString } from './python-text.ts';

type DataTransform = Extract<Step, { operation: 'data_transform' }>;
const GROUP = '$group';

/** A data_transform as one call: the input, and a lambda for what is done with each element. */
export function transformLayout(module: PythonModule, near: string, step: DataTransform): Layout {
  const { transform, elementNames } = step;
  const scope = scopeOf(module, near, 'flow');
  const source = expressionLayout(step.input, scope);
  const names = `(${elementNames.map(pythonString).join(', ')}${elementNames.length === 1 ? ',' : ''})`;
  const name = (function_: string) => module.imports.use('transforms', function_);
  const each = (expression: Expression): Layout => {
    // The lambda's parameter is called what the expression calls it.
    const preferred = elementNames.find((candidate) => usesName(expression, candidate)) ?? 'item';
    const { parameter, inside } = bindLocals(scope, elementNames, preferred);
    return prefixed(`lambda ${parameter}: `, expressionLayout(expression, inside));
  };
  switch (transform.kind) {
    case 'map':
      return call(name('map_each'), names, source, each(transform.expression));
    case 'filter':
      return call(name('keep_where'), names, source, each(transform.expression));
    case 'sort': {
      const by = transform.by === null ? [] : [each(transform.by)];
      return call(
        name('sort_by'),
        names,
        source,
        ...by,
        ...(transform.descending ? ['descending=True'] : []),
      );
    }
    case 'group':
      return call(name('group_by'), names, source, each(transform.by));
    case 'aggregate': {
      const { parameter, inside } = bindLocals(scope, [GROUP]);
      const over = transform.aggregations.map(({ key, value }) => {
        const body = expressionLayout(value, inside);
        return [pythonString(key), prefixed(`lambda ${parameter}: `, body)] as const;
      });
      const by = transform.groupBy?.map(({ key, value }) => [pythonString(key), each(value)] as const);
      const grouped = by === undefined ? [] : [prefixed('by=', dictionary(by))];
      return call(name('aggregate'), names, source, dictionary(over), ...grouped);
    }
    case 'reduce': {
      const preferred = elementNames.find((candidate) => usesName(transform.expression, candidate)) ?? 'item';
      const element = bindLocals(scope, elementNames, preferred);
      const accumulator = bindLocals(element.inside, ['acc']);
      const body = expressionLayout(transform.expression, accumulator.inside);
      const step = prefixed(`lambda ${accumulator.parameter}, ${element.parameter}: `, body);
      return call(
        name('reduce_with'),
        names,
        source,
        prefixed('lambda: ', expressionLayout(transform.initial, scope)),
        step,
      );
    }
  }
}
