import type { ErrorPolicy, Program, StateMachine, TestCase } from '../../../shared/node/program.ts';
import type { Range } from '../../../shared/node/source.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { readNumber } from '../numbers.ts';
import {
  AUDIT_LEVELS,
  ERROR_ACTIONS,
  ERROR_POLICY,
  PERFORMANCE,
  SECURITY,
  STATE_MACHINE,
  TEST_CASE,
  TESTING,
} from '../schema/node.ts';
import { isNull, type YamlNode } from '../yaml/tree.ts';
import {
  asMap,
  asScalar,
  countOf,
  durationOf,
  headOf,
  itemsOf,
  oneOf,
  type Reporter,
  readFields,
  textOf,
} from './context.ts';
import { checkName } from './fields.ts';
import { literalOf } from './values.ts';

export function stateMachinesOf(node: YamlNode | undefined, context: Reporter): readonly StateMachine[] {
  if (!node || isNull(node)) return [];
  const map = asMap(node, 'state_machines', context);
  return (map?.entries ?? []).flatMap(({ key: name, keyRange, value }) => {
    const fields = readFields(value, STATE_MACHINE, context);
    if (!fields) return [];
    const variable = fields.get('state') ? (textOf(fields.get('state'), 'state', context) ?? name) : name;
    checkName(variable, fields.get('state')?.range ?? keyRange, context);
    const initial = fields.get('initial') ? (textOf(fields.get('initial'), 'initial', context) ?? '') : '';
    const transitions = transitionsOf(fields.get('transitions'), context);
    const states = new Set([
      ...transitions.flat(),
      ...itemsOf(fields.get('states')).map((item) => (item.kind === 'scalar' ? item.text : '')),
    ]);
    if (initial !== '' && !states.has(initial)) {
      context.findings.add(
        'undeclared-transition',
        `No transition of ${name} begins or ends in ${initial}.`,
        fields.get('initial')?.range ?? keyRange,
      );
    }
    return [{ name, variable, initial, transitions, range: keyRange }];
  });
}

type Transition = readonly [from: string, to: string];

/** `from: [to]`, or a list of `a -> b` and `{from, to}`; `from` may be a list. */
function transitionsOf(node: YamlNode | undefined, context: Reporter): readonly Transition[] {
  if (!node || isNull(node)) return [];
  const texts = (part: YamlNode | undefined, what: string): string[] =>
    itemsOf(part).flatMap((item) => asScalar(item, what, context)?.text ?? []);
  if (node.kind === 'map') {
    return node.entries.flatMap(({ key, value }) =>
      texts(value, 'A state').map((to): Transition => [key, to]),
    );
  }
  return itemsOf(node).flatMap((item): Transition[] => {
    if (item.kind === 'map') {
      const part = (name: string) => item.entries.find((entry) => entry.key === name)?.value;
      const from = texts(part('from'), 'from');
      const to = texts(part('to'), 'to');
      if (from.length === 0 || to.length === 0)
        context.findings.add('missing-field', 'A transition needs from and to.', headOf(item));
      return from.flatMap((begin) => to.map((end): Transition => [begin, end]));
    }
    const match = item.kind === 'scalar' ? /^\s*(.+?)\s*->\s*(.+?)\s*$/.exec(item.text) : null;
    if (match) return [[match[1] as string, match[2] as string]];
    context.findings.add('wrong-structure', 'A transition is `a -> b` or {from, to}.', headOf(item));
    return [];
  });
}

export function errorPoliciesOf(node: YamlNode | undefined, context: Reporter): readonly ErrorPolicy[] {
  if (!node || isNull(node)) return [];
  const map = asMap(node, 'error_handling', context);
  return (map?.entries ?? []).flatMap(({ key: code, value }) => {
    const fields = readFields(value, ERROR_POLICY, context);
    if (!fields) return [];
    return [
      {
        code,
        action: oneOf(fields.get('action'), 'action', ERROR_ACTIONS, 'return_error', context),
        maxRetries: countOf(fields.get('max_retries'), 'max_retries', 3, 0, context),
        threshold: countOf(fields.get('threshold'), 'threshold', 5, 1, context),
        openMs: durationOf(fields.get('timeout'), 'timeout', context) ?? 60_000,
      },
    ];
  });
}

export function limitsOf(node: YamlNode | undefined, context: Reporter): Program['limits'] {
  const fields = node && !isNull(node) ? readFields(node, PERFORMANCE, context) : null;
  return {
    timeoutMs: Math.max(
      1,
      Math.round(positiveOf(fields?.get('timeout_seconds'), 'timeout_seconds', 60, context) * 1000),
    ),
    memoryMb: positiveOf(fields?.get('memory_limit_mb'), 'memory_limit_mb', 512, context),
  };
}

function positiveOf(
  node: YamlNode | undefined,
  what: string,
  fallback: number,
  { findings }: Reporter,
): number {
  if (!node || isNull(node)) return fallback;
  const value = node.kind === 'scalar' && readNumber(node.text) ? Number(node.text) : Number.NaN;
  if (value > 0 && value <= 1_000_000) return value;
  findings.add('invalid-number', `${what} must be a number above 0 and at most 1,000,000.`, headOf(node));
  return fallback;
}

/** The security section; `sensitive` paths with their places, for the checks that follow. */
export interface SecuritySection {
  readonly required: readonly Capability[];
  readonly denied: readonly Capability[];
  /** `true` in the file: everything. */
  readonly sensitive: readonly Capability[] | 'all';
  readonly auditLevel: 'none' | 'basic' | 'detailed';
}
export interface Capability {
  readonly text: string;
  readonly range: Range;
}

export function securityOf(node: YamlNode | undefined, context: Reporter): SecuritySection {
  const fields = node && !isNull(node) ? readFields(node, SECURITY, context) : null;
  const texts = (name: string): Capability[] =>
    itemsOf(fields?.get(name)).flatMap((item) => {
      const scalar = asScalar(item, `An entry of ${name}`, context);
      return scalar ? [{ text: scalar.text.trim(), range: scalar.range }] : [];
    });
  const sensitive = fields?.get('sensitive_data');
  const flag = sensitive?.kind === 'scalar' && sensitive.plain ? sensitive.text.toLowerCase() : '';
  return {
    required: texts('capabilities_required'),
    denied: texts('denied_capabilities'),
    sensitive: flag === 'true' ? 'all' : flag === 'false' ? [] : texts('sensitive_data'),
    auditLevel: oneOf(fields?.get('audit_level'), 'audit_level', AUDIT_LEVELS, 'none', context),
  };
}

export function testCasesOf(node: YamlNode | undefined, context: Reporter): readonly TestCase[] {
  const fields = node && !isNull(node) ? readFields(node, TESTING, context) : null;
  const names = new Set<string>();
  return itemsOf(fields?.get('test_cases')).flatMap((item) => {
    const read = readFields(item, TEST_CASE, context);
    const nameNode = read?.get('name');
    const name = textOf(nameNode, 'name', context);
    if (!read || name === null) return [];
    if (names.has(name))
      context.findings.add(
        'duplicate-test-case',
        `Another test case is called ${name} already.`,
        nameNode?.range ?? headOf(item),
      );
    names.add(name);
    return [
      {
        name,
        description: read.get('description')
          ? (textOf(read.get('description'), 'description', context) ?? '')
          : '',
        inputs: recordOf(read.get('inputs'), 'inputs', context),
        expected: recordOf(read.get('expected_output'), 'expected_output', context),
        range: nameNode?.range ?? headOf(item),
      },
    ];
  });
}

function recordOf(
  node: YamlNode | undefined,
  what: string,
  context: Reporter,
): Readonly<Record<string, Canonical>> {
  if (!node || isNull(node)) return {};
  const map = asMap(node, what, context);
  return Object.fromEntries((map?.entries ?? []).map(({ key, value }) => [key, literalOf(value, context)]));
}
