import type { Return } from '../../../shared/node/program.ts';
import { flowLayout } from './conditions.ts';
import { call, dictionary, type Layout, laidOut, prefixed } from './layout.ts';
import type { PythonModule } from './module.ts';
import { pythonString } from './python-text.ts';

/** The statement that returns from the node. */
export function returnStatement(module: PythonModule, near: string, returned: Return): string[] {
  const entries = (fields: Extract<Return, { kind: 'error' }>['fields']) =>
    dictionary(fields.map(({ key, value }) => [pythonString(key), flowLayout(module, near, value)] as const));
  if (returned.kind === 'success')
    return laidOut(call('run.succeed', prefixed('lambda: ', entries(returned.outputs))), '');
  const items: Layout[] = [flowLayout(module, near, returned.code)];
  if (returned.message !== null) items.push(flowLayout(module, near, returned.message));
  if (returned.fields.length > 0) items.push(prefixed('fields=', entries(returned.fields)));
  return laidOut(call('run.fail', ...items), '');
}
