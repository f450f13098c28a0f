import type { Expression } from '../../../shared/node/expression.ts';
import type { Reaction, Step } from '../../../shared/node/program.ts';
import { flowLayout, writeCondition } from './conditions.ts';
import { call, dictionary, type Layout, laidOut, list, prefixed } from './layout.ts';
import { indented, type PythonModule } from './module.ts';
import { pythonString } from './python-text.ts';
import { returnStatement } from './returns.ts';
import { transformLayout } from './transforms.ts';

export interface Blocks {
  readonly module: PythonModule;
  /** Names the function that runs a block's steps; it is written after the step it belongs to. */
  block(name: string, steps: readonly Step[]): string;
}

export interface OperationBody {
  readonly body: string[];
  /** Does a resumed run go on inside this step's own operation? */
  readonly takesFrame: boolean;
}

type Of<Name extends Step['operation']> = Extract<Step, { operation: Name }>;

/** The body of a step's function; guards and conditions become functions before it. */
export function operationBody(blocks: Blocks, step: Step, name: string): OperationBody {
  const { module } = blocks;
  const value = (expression: Expression) => flowLayout(module, name, expression);
  const plain = (layout: Layout): OperationBody => ({ body: assigned(step, layout), takesFrame: false });
  switch (step.operation) {
    case 'validation':
      return validation(blocks, step, name);
    case 'conditional':
      return conditional(blocks, step, name);
    case 'assign':
      return plain(value(step.expression));
    case 'data_transform':
      return plain(transformLayout(module, name, step));
    case 'for_each':
      return loop(blocks, step, name);
    case 'state_machine_transition':
      return transition(blocks, step, name);
    case 'database':
      return database(blocks, step, name);
    case 'external_api_call':
      return http(blocks, step, name);
    case 'llm_chat':
      return llmChat(blocks, step, name);
    case 'event_publish':
      return plain(call('run.publish', value(step.topic), value(step.payload)));
    case 'event_subscribe': {
      const timeout = step.timeoutMs === null ? [] : [`timeout_ms=${step.timeoutMs}`];
      return plain(call('run.subscribe', value(step.topic), ...timeout));
    }
    case 'call_node': {
      const node = pythonString(step.node);
      const begin = assigned(step, call('run.call', node, record(step.inputs, value)));
      const goOn = assigned(step, `run.resume_call(${node}, frame)`);
      return {
        body: ['if frame is None:', ...begin.map(indented), 'else:', ...goOn.map(indented)],
        takesFrame: true,
      };
    }
    case 'custom':
      return plain(call('run.handler', pythonString(step.handler), record(step.parameters, value)));
    case 'return':
      return { body: returnStatement(module, name, step.return), takesFrame: false };
  }
}

function assigned(step: Step, layout: Layout): string[] {
  return laidOut(step.output === null ? layout : prefixed(`v[${pythonString(step.output)}] = `, layout), '');
}

function record(
  entries: readonly { readonly key: string; readonly value: Expression }[],
  value: (expression: Expression) => Layout,
): Layout {
  return dictionary(entries.map((entry) => [pythonString(entry.key), value(entry.value)] as const));
}

/** What a reaction does: returns at once, or calls its block. */
function reaction(blocks: Blocks, name: string, block: string, found: Reaction): string[] {
  if (found.kind === 'return') return returnStatement(blocks.module, name, found.return);
  return [`${blocks.block(block, found.steps)}(run, frame)`];
}

function guardNames(blocks: Blocks, step: Of<'validation' | 'state_machine_transition'>): string[] {
  return step.guards.map((guard, index) =>
    writeCondition(blocks.module, `${step.path}/guard_${index}`, guard, 'condition'),
  );
}

function validation(blocks: Blocks, step: Of<'validation'>, name: string): OperationBody {
  const guards = guardNames(blocks, step);
  if (step.onFailure === null)
    return { body: laidOut(call('run.require', ...guards), ''), takesFrame: false };
  const takesFrame = step.onFailure.kind === 'steps';
  const test = call(`if ${takesFrame ? 'frame or ' : ''}run.any_fails`, ...guards);
  const failed = reaction(blocks, name, 'on_failure', step.onFailure);
  return { body: [...colon(test), ...failed.map(indented)], takesFrame };
}

function colon(test: Layout): string[] {
  const lines = laidOut(test, '');
  return [...lines.slice(0, -1), `${lines.at(-1)}:`];
}

function conditional(blocks: Blocks, step: Of<'conditional'>, name: string): OperationBody {
  const condition = writeCondition(blocks.module, `${name}/condition`, step.condition, 'condition');
  const decide = `run.decide(${condition}, frame)`;
  const then = step.then.length > 0 ? [`    ${blocks.block('then', step.then)}(run, frame)`] : [];
  const otherwise = step.else.length > 0 ? [`    ${blocks.block('else', step.else)}(run, frame)`] : [];
  if (then.length === 0 && otherwise.length === 0)
    return { body: [`run.decide(${condition})`], takesFrame: false };
  if (then.length === 0) return { body: [`if not ${decide}:`, ...otherwise], takesFrame: true };
  const rest = otherwise.length === 0 ? [] : ['else:', ...otherwise];
  return { body: [`if ${decide}:`, ...then, ...rest], takesFrame: true };
}

function loop(blocks: Blocks, step: Of<'for_each'>, name: string): OperationBody {
  const { module } = blocks;
  const value = (expression: Expression) => flowLayout(module, name, expression);
  const as = pythonString(step.as);
  const { items } = step;
  const range = items.kind === 'call' && items.fn === 'RANGE' && items.args.length === 2;
  const visited = range
    ? call(module.imports.use('operators', 'lazy_range'), ...items.args.map(value))
    : value(items);
  const body = [
    'if frame is None:',
    ...laidOut(prefixed('loop = ', call('run.loop', as, visited)), '').map(indented),
    'else:',
    `    loop = run.resume_loop(${as}, frame)`,
    'for inner in loop:',
    `    ${blocks.block('do', step.do)}(run, inner)`,
  ];
  if (step.yield !== null) body.push(...laidOut(call('loop.collect', value(step.yield)), '').map(indented));
  if (step.output !== null) body.push(...assigned(step, 'loop.yields'));
  return { body, takesFrame: true };
}

function transition(blocks: Blocks, step: Of<'state_machine_transition'>, name: string): OperationBody {
  const value = (expression: Expression) => flowLayout(blocks.module, name, expression);
  const guards = guardNames(blocks, step);
  const machine = pythonString(step.machine);
  const expected = step.from === null ? [] : [prefixed('expected=', value(step.from))];
  const next = laidOut(
    prefixed('state = ', call('run.next_state', machine, ...expected, prefixed('to=', value(step.to)))),
    '',
  );
  const enter = [
    `run.enter_state(${machine}, state)`,
    ...(step.output === null ? [] : assigned(step, 'state')),
  ];
  if (guards.length === 0) return { body: [...next, ...enter], takesFrame: false };
  if (step.onFailure === null)
    return { body: [...next, ...laidOut(call('run.require', ...guards), ''), ...enter], takesFrame: false };
  const failed = reaction(blocks, name, 'on_failure', step.onFailure);
  const fails = call('run.any_fails', ...guards);
  if (step.onFailure.kind === 'return')
    return {
      body: [...next, ...colon(prefixed('if ', fails)), ...failed.map(indented), ...enter],
      takesFrame: false,
    };
  const begin = [...next, ...colon(prefixed('if not ', fails)), ...[...enter, 'return'].map(indented)];
  return { body: ['if frame is None:', ...begin.map(indented), ...failed], takesFrame: true };
}

function database(blocks: Blocks, step: Of<'database'>, name: string): OperationBody {
  const value = (expression: Expression) => flowLayout(blocks.module, name, expression);
  const rows = step.writtenAs === 'database_query';
  const request = call(
    'run.database',
    pythonString(step.sql),
    list(step.parameters.map(value)),
    `rows=${rows ? 'True' : 'False'}`,
    ...(step.database === null ? [] : [`database=${pythonString(step.database)}`]),
  );
  const part = rows ? 'rows' : 'changes';
  const reactions = (['if_found', 'if_empty'] as const).flatMap((block) => {
    const found = block === 'if_found' ? step.ifFound : step.ifEmpty;
    return found === null ? [] : [{ block, found }];
  });
  if (reactions.length === 0) {
    const body =
      step.output === null
        ? request
        : prefixed(`v[${pythonString(step.output)}] = `, suffixed(request, `["${part}"]`));
    return { body: laidOut(body, ''), takesFrame: false };
  }
  const names = reactions.map(({ block }) => pythonString(block)).join(', ');
  const begin = [
    ...laidOut(prefixed('result = ', request), ''),
    ...(step.output === null ? [] : assigned(step, `result["${part}"]`)),
    `block = run.choose(result["rows"], ${names})`,
  ];
  const choices = reactions.flatMap(({ block, found }) => [
    `if block == ${pythonString(block)}:`,
    ...reaction(blocks, name, block, found).map(indented),
  ]);
  if (reactions.every(({ found }) => found.kind === 'return'))
    return { body: [...begin, ...choices], takesFrame: false };
  const body = ['if frame is None:', ...begin.map(indented), 'else:', '    block = frame.block', ...choices];
  return { body, takesFrame: true };
}

function suffixed(layout: Layout, suffix: string): Layout {
  if (typeof layout === 'string') return layout + suffix;
  if ('prefix' in layout) return prefixed(layout.prefix, suffixed(layout.rest, suffix));
  return { ...layout, close: layout.close + suffix };
}

function http(blocks: Blocks, step: Of<'external_api_call'>, name: string): OperationBody {
  const { module } = blocks;
  const value = (expression: Expression) => flowLayout(module, name, expression);
  const items: Layout[] = [pythonString(step.method)];
  if (step.provider !== null) items.push(`provider=${pythonString(step.provider)}`);
  for (const argument of ['url', 'endpoint', 'parameters', 'headers'] as const) {
    const given = step[argument];
    if (given !== null) items.push(prefixed(`${argument}=`, value(given)));
  }
  items.push(...patience(module, step));
  const request = call('run.http', ...items);
  const body = laidOut(step.output === null ? request : prefixed('body = ', request), '');
  for (const { key, value: expression } of step.extract)
    body.push(...laidOut(prefixed(`v[${pythonString(key)}] = `, value(expression)), ''));
  if (step.output !== null) body.push(...assigned(step, 'body'));
  return { body, takesFrame: false };
}

function llmChat({ module }: Blocks, step: Of<'llm_chat'>, name: string): OperationBody {
  const value = (expression: Expression) => flowLayout(module, name, expression);
  const items: Layout[] = step.model === null ? [] : [prefixed('model=', value(step.model))];
  items.push(prefixed('request=', value(step.chat)));
  if (step.route !== null) items.push(`route=${pythonString(step.route)}`);
  if (step.losses !== 'warn') items.push(`losses=${pythonString(step.losses)}`);
  items.push(...patience(module, step));
  return { body: assigned(step, call('run.llm_chat', ...items)), takesFrame: false };
}

/** How long a call may take, and how often it is made. */
function patience(
  module: PythonModule,
  { timeoutMs, retry }: Pick<Of<'llm_chat'>, 'timeoutMs' | 'retry'>,
): Layout[] {
  const items: Layout[] = timeoutMs === null ? [] : [`timeout_ms=${timeoutMs}`];
  if (retry === null) return items;
  const { maxAttempts, backoff, initialDelayMs, maxDelayMs } = retry;
  const longest = maxDelayMs === null ? [] : [`max_delay_ms=${maxDelayMs}`];
  const parts = [
    `max_attempts=${maxAttempts}`,
    `backoff=${pythonString(backoff)}`,
    `initial_delay_ms=${initialDelayMs}`,
  ];
  items.push(prefixed('retry=', call(module.imports.use('model', 'Retry'), ...parts, ...longest)));
  return items;
}
