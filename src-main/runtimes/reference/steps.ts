import type { ErrorHandler, Step } from '../../../shared/node/program.ts';
import { operationName } from '../../../shared/node/steps.ts';
import { flowLayout } from './conditions.ts';
import { call, type Layout, laidOut, prefixed } from './layout.ts';
import type { PythonModule } from './module.ts';
import { operationBody } from './operations.ts';
import { pythonString } from './python-text.ts';
import { returnStatement } from './returns.ts';

/** First and last line (from 1) of what was generated for a step, by step path. */
export type LineMap = Record<string, readonly [first: number, last: number]>;

/** Writes steps and everything inside them; gives the names of their functions. */
export function writeSteps(module: PythonModule, steps: readonly Step[], lines: LineMap): string[] {
  return steps.map((step) => writeStep(module, step, lines));
}

function writeStep(module: PythonModule, step: Step, lines: LineMap): string {
  const name = module.name(step.path);
  const pending: { name: string; block: string; steps: readonly Step[] }[] = [];
  const block = (block: string, steps: readonly Step[]): string => {
    const function_ = module.name(`${step.path}/${block}`);
    pending.push({ name: function_, block, steps });
    return function_;
  };
  // The blank lines before the first function are not its own.
  const first = module.lines.length + 3;
  const { body, takesFrame } = operationBody({ module, block }, step, name);
  module.function({
    decorator: call('node.step', pythonString(step.path), pythonString(operationName(step))),
    name,
    parameters: takesFrame ? ['run', 'v', 'frame'] : ['run', 'v'],
    returns: 'None',
    doc: step.description,
    body: body.length > 0 ? body : ['pass'],
  });
  const write = (handler: ErrorHandler, index: number) =>
    writeHandler(module, step, name, handler, index, lines);
  // Handlers register in their order; from the first that has steps of its own they follow the other blocks.
  const withSteps = step.onError.findIndex((handler) => handler.action.kind === 'steps');
  const near = withSteps < 0 ? step.onError.length : withSteps;
  step.onError.slice(0, near).forEach(write);
  lines[step.path] = [first, module.lines.length];
  for (const each of pending) writeBlock(module, each.name, step.path, each.block, each.steps, lines);
  step.onError.slice(near).forEach((handler, index) => {
    write(handler, near + index);
  });
  if (step.compensate.length > 0) {
    const decorator = `${name}.compensate_with`;
    writeBlock(
      module,
      module.name(`${step.path}/compensate`),
      step.path,
      'compensate',
      step.compensate,
      lines,
      decorator,
    );
  }
  return name;
}

/** A block's steps, then the function that runs them. */
function writeBlock(
  module: PythonModule,
  name: string,
  path: string,
  block: string,
  steps: readonly Step[],
  lines: LineMap,
  decorator?: Layout,
): void {
  const names = writeSteps(module, steps, lines);
  module.function({
    ...(decorator === undefined ? {} : { decorator }),
    name,
    parameters: ['run', 'frame'],
    returns: 'None',
    doc: `The block \`${block}\` of ${path}.`,
    body: laidOut(call('run.sequence', 'frame', ...names), ''),
  });
}

function writeHandler(
  module: PythonModule,
  step: Step,
  stepName: string,
  { errorType, action }: ErrorHandler,
  index: number,
  lines: LineMap,
): void {
  const type = pythonString(errorType);
  const path = `${step.path}/on_error_${index}`;
  switch (action.kind) {
    case 'return': {
      const name = module.name(path);
      const body = returnStatement(module, name, action.return);
      module.function({
        decorator: call(`${stepName}.return_on`, type),
        name,
        parameters: ['run', 'v'],
        returns: 'None',
        body,
      });
      return;
    }
    case 'map': {
      const message: Layout[] = [];
      if (action.message !== null) {
        const name = module.name(`${path}/message`);
        const body = laidOut(prefixed('return ', flowLayout(module, name, action.message)), '');
        module.function({
          name,
          parameters: ['run', 'v'],
          returns: module.imports.use('values', 'Value'),
          body,
        });
        message.push(name);
      }
      module.add(
        '',
        '',
        ...laidOut(call(`${stepName}.map_on`, type, pythonString(action.code), ...message), ''),
      );
      return;
    }
    case 'retry':
      module.add('', '', `${stepName}.retry_on(${type}, max_retries=${action.maxRetries})`);
      return;
    case 'continue':
    case 'compensate':
      module.add('', '', `${stepName}.${action.kind}_on(${type})`);
      return;
    case 'steps': {
      const decorator = call(`${stepName}.recover_on`, type);
      writeBlock(module, module.name(path), step.path, `on_error_${index}`, action.steps, lines, decorator);
    }
  }
}
