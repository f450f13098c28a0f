import type { OutlineStep } from '../../shared/api/view.ts';
import type { Program, Return, Step } from '../../shared/node/program.ts';
import { blocksOf, operationName } from '../../shared/node/steps.ts';
import { formatExpression } from './expression/format.ts';

const MAX_SUMMARY = 160;

/** The flow as a tree with one line about every step. */
export function outlineOf(program: Program): readonly OutlineStep[] {
  return program.flow.map(outlineStep);
}

function outlineStep(step: Step): OutlineStep {
  return {
    path: step.path,
    name: step.name,
    operation: operationName(step),
    summary: stepSummary(step),
    range: step.range,
    blocks: blocksOf(step).map((block) => ({ name: block.name, steps: block.steps.map(outlineStep) })),
  };
}

/** What a step does, in one line. */
export function stepSummary(step: Step): string {
  return shortened(summaryOf(step));
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length > MAX_SUMMARY ? `${characters.slice(0, MAX_SUMMARY - 1).join('')}…` : line;
}

function assigned(step: Step, text: string): string {
  return step.output === null ? text : `${step.output} = ${text}`;
}

function summaryOf(step: Step): string {
  switch (step.operation) {
    case 'validation':
      return step.guards.map((guard) => guard.text).join(' and ');
    case 'conditional':
      return step.condition.text;
    case 'assign':
      return assigned(step, formatExpression(step.expression));
    case 'data_transform':
      return assigned(step, transformSummary(step));
    case 'for_each':
      return `${step.as} in ${formatExpression(step.items)}`;
    case 'state_machine_transition':
      return `${step.machine}: ${step.from ? `${plain(step.from)} ` : ''}-> ${plain(step.to)}`;
    case 'database':
      return assigned(step, step.sql);
    case 'external_api_call': {
      const target = [
        step.provider ?? (step.url ? plain(step.url) : ''),
        step.endpoint ? plain(step.endpoint) : '',
      ];
      return assigned(step, `${step.method} ${target.join('')}`);
    }
    case 'llm_chat':
      return assigned(step, step.model ? plain(step.model) : `route ${step.route}`);
    case 'event_publish':
    case 'event_subscribe':
      return assigned(step, plain(step.topic));
    case 'call_node':
      return assigned(step, `${step.node}(${step.inputs.map(({ key }) => key).join(', ')})`);
    case 'custom':
      return assigned(step, `${step.handler}(${step.parameters.map(({ key }) => key).join(', ')})`);
    case 'return':
      return returnSummary(step.return);
  }
}

/** A literal text without quotes; anything else as an expression. */
function plain(expression: Parameters<typeof formatExpression>[0]): string {
  return expression.kind === 'literal' && typeof expression.value === 'string'
    ? expression.value
    : formatExpression(expression);
}

function transformSummary({ input, transform }: Step & { readonly operation: 'data_transform' }): string {
  const from = formatExpression(input);
  switch (transform.kind) {
    case 'map':
    case 'filter':
      return `${transform.kind} ${from}: ${formatExpression(transform.expression)}`;
    case 'sort':
      return `sort ${from}${transform.by ? ` by ${formatExpression(transform.by)}` : ''}${transform.descending ? ', descending' : ''}`;
    case 'group':
      return `group ${from} by ${formatExpression(transform.by)}`;
    case 'aggregate': {
      const by = transform.groupBy ? ` by ${transform.groupBy.map(({ key }) => key).join(', ')}` : '';
      return `aggregate ${from}${by}: ${transform.aggregations.map(({ key }) => key).join(', ')}`;
    }
    case 'reduce':
      return `reduce ${from}: ${formatExpression(transform.expression)}`;
  }
}

function returnSummary(returned: Return): string {
  if (returned.kind === 'error') return `error ${plain(returned.code)}`;
  return returned.outputs.length === 0
    ? 'success'
    : `success ${returned.outputs.map(({ key }) => key).join(', ')}`;
}
