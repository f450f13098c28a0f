import type { Condition, Expression } from '../../../shared/node/expression.ts';
import { type ExpressionScope, expressionLayout } from './expression.ts';
import { call, type Layout, laidOut, prefixed } from './layout.ts';
import type { PythonModule } from './module.ts';
import { pythonString } from './python-text.ts';

/** How expressions of a function are written; parts that are too deep become functions named after `near`. */
export function scopeOf(
  module: PythonModule,
  near: string,
  kind: 'flow' | 'condition' | 'contract',
): ExpressionScope {
  return {
    imports: module.imports,
    locals: new Map(),
    contract: kind === 'contract',
    entry: false,
    probes: kind !== 'flow',
    hoist: (parameters, body) => module.hoist(near, parameters, body),
  };
}

/** A condition as a function of its own, under a decorator that holds its text. Gives the function's name. */
export function writeCondition(
  module: PythonModule,
  path: string,
  condition: Condition,
  kind: 'condition' | 'contract',
  decorator?: Layout,
): string {
  const name = module.name(path);
  const body = laidOut(
    prefixed('return ', expressionLayout(condition.expression, scopeOf(module, name, kind))),
    '',
  );
  module.function({
    decorator: decorator ?? call(module.imports.use('model', 'condition'), pythonString(condition.text)),
    name,
    parameters: ['run', kind === 'contract' ? 'contract_v' : 'v', 'probe'],
    returns: module.imports.use('operators', 'Truth'),
    body,
  });
  return name;
}

/** An expression of a step, as its function writes it. */
export function flowLayout(module: PythonModule, near: string, expression: Expression): Layout {
  return expressionLayout(expression, scopeOf(module, near, 'flow'));
}
