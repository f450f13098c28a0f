import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Step } from '../../../shared/node/program.ts';
import { blocksOf } from '../../../shared/node/steps.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { codePoint } from '../../../test/support/code-point.ts';
import { runs } from '../../../test/support/full.ts';
import { checkNode } from '../check.ts';
import { addTestCase } from './add-test-case.ts';
import { type EditedNode, editNode, fieldText, type NodeEdit } from './edit-node.ts';

const SHOP = join(import.meta.dirname, '../../../examples/shop');
const NODES = readdirSync(SHOP).filter((file) => file.endsWith('.vsp'));
const textOf = (file: string): string => readFileSync(join(SHOP, file), 'utf8');

const COMMENTED = `# The head.
node_id: commented_v1   # its name
type: function
intent: show
inputs:
  amount: {type: integer}   # cents

flow:
  # First the call.
  - step: call
    operation: external_api_call   # outwards
    provider: stripe
    endpoint: "/v1/charges"   # quoted
    method: POST
    timeout: 30s    # too short?
    parameters:
      # what is charged
      amount: "{amount}"
    retry_policy: {max_attempts: 3, backoff: constant}  # flow
    on_success:
      extract:
        id: "{response.id}"

  - {step: double, operation: arithmetic, expression: "amount * 2", output: doubled}   # in one line
  - step: last
    operation: conditional
    condition: 'doubled > 10'
    then:
      - step: inner
        operation: assign
        expression: |
          doubled
        output: big
    # the end of it
# The foot.
`;

function edited(text: string, ...edits: readonly NodeEdit[]): EditedNode {
  const result = editNode('x.vsp', text, edits);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

const set = (step: string, field: string, value: string | null): NodeEdit => ({
  kind: 'field',
  step,
  field,
  value,
});

/** The lines that differ, without their place. */
function changes(diff: string): readonly string[] {
  return diff.split('\n').filter((line) => /^[-+][^-+]/.test(line));
}

describe('fields', () => {
  test.each([
    ['call', 'timeout', '60s', ['-    timeout: 30s    # too short?', '+    timeout: 60s    # too short?']],
    [
      'call',
      'endpoint',
      '/v2',
      ['-    endpoint: "/v1/charges"   # quoted', '+    endpoint: "/v2"   # quoted'],
    ],
    [
      'call',
      'retry_policy.max_attempts',
      '5',
      [
        '-    retry_policy: {max_attempts: 3, backoff: constant}  # flow',
        '+    retry_policy: {max_attempts: 5, backoff: constant}  # flow',
      ],
    ],
    [
      'call',
      'retry_policy.max_delay',
      '9s',
      [
        '-    retry_policy: {max_attempts: 3, backoff: constant}  # flow',
        '+    retry_policy: {max_attempts: 3, backoff: constant, max_delay: 9s}  # flow',
      ],
    ],
    ['call', 'parameters.currency', 'usd', ['+      currency: usd']],
    ['call', 'parameters.amount', '{amount}0', ['-      amount: "{amount}"', '+      amount: "{amount}0"']],
    ['call', 'description', 'say: # it', ['+    description: "say: # it"']],
    ['call', 'headers.X', 'b', ['+    headers: {X: b}']],
    [
      'double',
      'expression',
      'amount * 3',
      [
        '-  - {step: double, operation: arithmetic, expression: "amount * 2", output: doubled}   # in one line',
        '+  - {step: double, operation: arithmetic, expression: "amount * 3", output: doubled}   # in one line',
      ],
    ],
    [
      'last',
      'condition',
      "doubled != 'x'",
      ["-    condition: 'doubled > 10'", "+    condition: 'doubled != ''x'''"],
    ],
    [
      'last/then/inner',
      'expression',
      'doubled + 1',
      ['-        expression: |', '-          doubled', '+        expression: doubled + 1'],
    ],
    ['call', 'timeout', null, ['-    timeout: 30s    # too short?']],
  ])('%s · %s = %s', (step, field, value, lines) => {
    const result = edited(COMMENTED, set(step, field, value));
    expect(changes(result.diff)).toEqual(lines);
    expect(result.changed).toEqual({ steps: field === 'description' ? [] : [step], node: false });
    expect(fieldText(result.text, step, field)).toBe(value);
  });

  test('a collection below its key moves up to it', () => {
    const { text } = edited(COMMENTED, set('call', 'parameters', '{amount: 1}'));
    expect(text).toContain('    parameters: {amount: 1}\n    retry_policy');
  });

  test.each([
    [set('nowhere', 'timeout', '1s'), 'there is no step nowhere.'],
    [set('call', 'timeout', 'soon'), 'the change leaves a node that cannot run: x.vsp:15:14:'],
    [set('double', 'expression', 'amount *'), 'the change leaves a node that cannot run'],
    [set('call', 'step', 'other'), 'a step that is called otherwise is another step: change the text.'],
    [set('call', 'missing', null), 'call · missing: there is no missing.'],
    [set('last', 'timeout', '60s'), 'in last: A conditional step has no field timeout; it has no effect.'],
    [set('call', 'timeuot', '60s'), 'it has no effect. Did you mean timeout?'],
    [set('call', 'retry_policy[0]', '1'), 'call · retry_policy[0]'],
    [
      { kind: 'text', text: COMMENTED.replace('commented_v1', 'other_v1') } as const,
      'another node, other_v1.',
    ],
  ])('refuses %j', (edit, message) => {
    const result = editNode('x.vsp', COMMENTED, [edit]);
    expect(result.ok ? '' : result.message).toContain(message);
  });

  test('refuses what an alias would change elsewhere', () => {
    const shared = COMMENTED.replace(
      '{max_attempts: 3, backoff: constant}',
      '&policy {max_attempts: 3}',
    ).replace(
      '  - {step: double',
      '  - {step: again, operation: external_api_call, provider: stripe, endpoint: /x, retry_policy: *policy}\n  - {step: double',
    );
    const result = editNode('x.vsp', shared, [set('call', 'retry_policy.max_attempts', '5')]);
    expect(result.ok ? '' : result.message).toContain('would change more than that');
  });
});

const FIELDS = ['timeout', 'endpoint', 'expression', 'condition', 'output', 'query', 'yield', 'method'];

/** Steps of a flow with the fields that a text can be set for. Reading one costs a check of the file: only those there are. */
function scalarFields(file: string): readonly (readonly [step: string, field: string, value: string])[] {
  const text = textOf(file);
  const written = writtenFields(parse(text));
  const found: [string, string, string][] = [];
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      for (const field of FIELDS) {
        if (!written.has(`${step.path.split('/').at(-1)} ${field}`)) continue;
        const value = fieldText(text, step.path, field);
        if (value !== null) found.push([step.path, field, value]);
      }
      for (const block of blocksOf(step)) visit(block.steps);
    }
  };
  visit(checkNode(text).program?.flow ?? []);
  return found;
}

/** `STEP FIELD` of every step of a document, however deep. */
function writtenFields(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found;
  if ('step' in value) for (const field of Object.keys(value)) found.add(`${value.step} ${field}`);
  for (const inner of Object.values(value)) writtenFields(inner, found);
  return found;
}

describe('laws', () => {
  const places = NODES.flatMap((file) => scalarFields(file).map((place) => [file, ...place] as const));

  test('there is something to try', () => expect(places.length).toBeGreaterThan(10));

  test('outside of the value every byte stays, and no other step changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(
          fc.constantFrom(
            '60s',
            '1 + 1',
            "'x' == 'y'",
            'true',
            '"q"',
            'a: b',
            '# c',
            '- d',
            '{e}',
            '',
            '  f ',
          ),
          fc.string({ unit: codePoint, maxLength: 12 }),
        ),
        ([file, step, field, was], value) => {
          const text = textOf(file);
          const result = editNode(file, text, [set(step, field, value)]);
          // Most texts are no timeout and no expression: then nothing is changed at all.
          if (!result.ok) return;
          let head = 0;
          while (head < text.length && text[head] === result.value.text[head]) head++;
          let tail = 0;
          while (
            tail < text.length - head &&
            tail < result.value.text.length - head &&
            text.at(-1 - tail) === result.value.text.at(-1 - tail)
          )
            tail++;
          const gone = text.slice(head, text.length - tail);
          // What is replaced is the old value, its quotes at most.
          expect(gone.length).toBeLessThanOrEqual(was.length * 2 + 2);
          expect(fieldText(result.value.text, step, field)).toBe(value);
          expect(result.value.changed.node).toBe(false);
          for (const changed of result.value.changed.steps) expect(changed).toBe(step);
        },
      ),
      { numRuns: runs(25, 1000) },
    );
  });
});

describe('test cases', () => {
  const values: fc.Arbitrary<Canonical> = fc.letrec<{ value: Canonical }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom<Canonical>(
        null,
        true,
        5,
        { $decimal: '99.90' },
        { $decimal: '100' },
        { $integer: '9223372036854775807' },
      ),
      fc.constantFrom<Canonical>(
        'null',
        '5',
        '{x}',
        'a: b',
        '# no',
        '- d',
        ' e',
        '2025-01-01',
        'true',
        '"',
        "'",
        'a\nb',
      ),
      fc.constantFrom<Canonical>(
        { $timestamp: '2025-01-08T10:00:00.000000Z' },
        { $bytes: 'AAE=' },
        { $set: [1, 2] },
      ),
      fc.string({ maxLength: 8 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z_]{1,6}$/), tie('value'), { maxKeys: 3 }),
    ),
  })).value;

  test('come back as they were given, and nothing else changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(COMMENTED, ...NODES.map(textOf)),
        fc.dictionary(fc.stringMatching(/^[a-z_]{1,6}$/), values, { maxKeys: 4 }),
        (text, inputs) => {
          const testCase = {
            name: 'from a run',
            description: 'why: so',
            inputs,
            expected: { success: true },
          };
          const result = addTestCase('x.vsp', text, testCase);
          if (!result.ok) throw new Error(result.message);
          expect(result.value.changed).toEqual({ steps: [], node: false });
          expect(changes(result.value.diff).every((line) => line.startsWith('+'))).toBe(true);
          expect(checkNode(result.value.text).program?.testCases.at(-1)).toMatchObject(testCase);
        },
      ),
      { numRuns: runs(20, 500) },
    );
  });

  test.each([
    ['testing:\n', 'testing:\n  test_cases:\n    - name: n\n'],
    [
      'testing:\n  test_cases: []\n',
      'test_cases: [{name: n, inputs: {}, expected_output: {success: true}}]\n',
    ],
    ['testing:\n  test_cases:\n', 'testing:\n  test_cases:\n    - name: n\n'],
    [
      'testing:\n    test_cases:\n    - {name: a, inputs: {}, expected_output: {}}   # first\n',
      '# first\n    - name: n\n',
    ],
  ])('under %j', (testing, expected) => {
    const result = addTestCase('x.vsp', COMMENTED + testing, {
      name: 'n',
      description: '',
      inputs: {},
      expected: { success: true },
    });
    expect(result.ok ? result.value.text : result.message).toContain(expected);
  });
});
