import type { TestCase } from '../../../shared/node/program.ts';
import { checkNode } from '../check.ts';
import { entryOf, isNull, type YamlMap } from '../yaml/tree.ts';
import { changedSteps } from './changed-steps.ts';
import type { EditResult } from './edit-node.ts';
import { scalarText, valueText } from './scalar-text.ts';
import { applySplice, endOf, entryEnd, isFlow, lineEnd, newline, type Splice } from './splice.ts';
import { unifiedDiff } from './unified-diff.ts';

/** Adds a test case to a node's `testing.test_cases`, behind those that are there. Nothing else of the text changes. */
export function addTestCase(file: string, text: string, testCase: Omit<TestCase, 'range'>): EditResult {
  const { program, document } = checkNode(text);
  if (program === null || document.root?.kind !== 'map') return refuse(`${file} has errors`);
  if (program.testCases.some(({ name }) => name === testCase.name))
    return refuse(`${file} has a test case ${testCase.name} already: give another name`);
  const splice = placeFor(text, document.root, testCase);
  const edited = applySplice(text, splice);
  const after = checkNode(edited);
  const added = after.program?.testCases.at(-1);
  if (
    after.program === null ||
    added === undefined ||
    JSON.stringify([added.name, added.inputs, added.expected]) !==
      JSON.stringify([testCase.name, testCase.inputs, testCase.expected])
  )
    return refuse(`the test cases of ${file} are written in a way that cannot be added to: add it by hand`);
  const changed = changedSteps(program, after.program);
  return {
    ok: true,
    value: { text: edited, diff: unifiedDiff(file, text, edited), program: after.program, changed },
  };
}

function placeFor(text: string, root: YamlMap, testCase: Omit<TestCase, 'range'>): Splice {
  const line = newline(text);
  const testing = entryOf(root, 'testing');
  const lastOfFile = text.trimEnd().length;
  const fromEnd = (lines: readonly string[], at: number): Splice => ({
    start: at,
    end: at,
    text: `${at >= lastOfFile ? line : ''}${line}${lines.join(line)}${at >= text.length ? line : ''}`,
  });
  if (testing === undefined)
    return fromEnd(['testing:', '  test_cases:', ...caseLines(testCase, 4)], lineEnd(text, lastOfFile));
  if (testing.value.kind !== 'map') {
    const lines = ['', '  test_cases:', ...caseLines(testCase, 4)];
    const colon = text.indexOf(':', testing.keyEnd) + 1;
    return { start: colon, end: Math.max(colon, endOf(text, testing.value)), text: lines.join(line) };
  }
  const cases = entryOf(testing.value, 'test_cases');
  if (cases === undefined || cases.value.kind !== 'list' || isNull(cases.value)) {
    const indent = (testing.value.entries[0]?.keyRange.column ?? 3) - 1;
    const lines = caseLines(testCase, indent + 2);
    if (cases !== undefined) {
      const colon = text.indexOf(':', cases.keyEnd) + 1;
      return {
        start: colon,
        end: Math.max(colon, endOf(text, cases.value)),
        text: ['', ...lines].join(line),
      };
    }
    const at = lineEnd(text, entryEnd(text, testing));
    return { start: at, end: at, text: ['', `${' '.repeat(indent)}test_cases:`, ...lines].join(line) };
  }
  if (isFlow(text, cases.value)) {
    const at = endOf(text, cases.value) - 1;
    const separator = cases.value.items.length > 0 ? ', ' : '';
    return { start: at, end: at, text: separator + flowCase(testCase) };
  }
  const last = cases.value.items.at(-1);
  const indent = cases.value.range.column - 1;
  const at = lineEnd(text, last ? endOf(text, last) : endOf(text, cases.value));
  const blank = cases.value.items.length > 1 && /\n[ \t]*\r?\n/.test(text.slice(cases.value.start, at));
  return {
    start: at,
    end: at,
    text: [...(blank ? [''] : []), '', ...caseLines(testCase, indent)].join(line),
  };
}

function caseLines(testCase: Omit<TestCase, 'range'>, indent: number): readonly string[] {
  const { name, description, inputs, expected } = testCase;
  const entries = (values: TestCase['inputs']) =>
    Object.entries(values).map(
      ([key, value]) => `    ${scalarText(key, 'plain', false)}: ${valueText(value)}`,
    );
  const record = (key: string, values: TestCase['inputs']) =>
    Object.keys(values).length === 0 ? [`  ${key}: {}`] : [`  ${key}:`, ...entries(values)];
  return [
    `- name: ${scalarText(name, 'plain', false)}`,
    ...(description === '' ? [] : [`  description: ${scalarText(description, 'plain', false)}`]),
    ...record('inputs', inputs),
    ...record('expected_output', expected),
  ].map((each) => ' '.repeat(indent) + each);
}

function flowCase({ name, description, inputs, expected }: Omit<TestCase, 'range'>): string {
  const why = description === '' ? '' : `description: ${scalarText(description, 'plain', true)}, `;
  return `{name: ${scalarText(name, 'plain', true)}, ${why}inputs: ${valueText(inputs)}, expected_output: ${valueText(expected)}}`;
}

function refuse(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: `${message}.` };
}
