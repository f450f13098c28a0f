import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectGolden } from '../../../test/support/golden.ts';
import { checkNode } from '../../language/check.ts';
import { generatePython } from './codegen.ts';

const FIXTURES = new URL('../../../test/fixtures/reference/', import.meta.url);
const text = readFileSync(fileURLToPath(new URL('restock.vsp', FIXTURES)), 'utf8');

function generated(node: string) {
  const { program, diagnostics } = checkNode(node);
  if (program === null) throw new Error(JSON.stringify(diagnostics));
  return generatePython(program);
}

/** The least node around one assigned expression. */
function assigning(expression: string, more = ''): string {
  return `node_id: n\ntype: function\nintent: i\n${more}outputs:\n  success:\n    r: {type: any}\nflow:\n  - step: s\n    operation: assign\n    expression: ${JSON.stringify(expression)}\n    output: r\n`;
}

test('the generated Python is the golden file', () => {
  const golden = fileURLToPath(new URL('restock.py', FIXTURES));
  const { text: python } = generated(text);
  expectGolden(golden, python);
});

test('the same program gives the same text', () => {
  expect(generated(text).text).toBe(generated(text).text);
});

test('every step has the lines of its own functions', () => {
  const { text: python, lines } = generated(text);
  const all = python.split('\n');
  expect(Object.keys(lines)).toContain('each_line/do/order/compensate/cancel');
  for (const [path, [first, last]] of Object.entries(lines)) {
    const own = all.slice(first - 1, last);
    expect(own[0]).toMatch(/^@/);
    expect(own.filter((line) => line.startsWith('@node.step('))).toEqual([
      expect.stringContaining(`"${path}"`),
    ]);
    expect(own.at(-1)?.trim()).not.toBe('');
  }
});

test('lines of different steps do not overlap', () => {
  const ranges = Object.values(generated(text).lines).sort(([a], [b]) => a - b);
  ranges.slice(1).forEach(([first], index) => {
    expect(first).toBeGreaterThan((ranges[index] as readonly [number, number])[1]);
  });
});

test('names that Python keeps for itself get another one', () => {
  const { text: python } = generated(
    `node_id: n\ntype: function\nintent: i\noutputs:\n  success:\n    r: {type: any}\nflow:\n  - step: lambda\n    operation: assign\n    expression: "FORALL class IN [1]: class > 0"\n    output: r\n  - step: add\n    operation: assign\n    expression: "1 + 1"\n    output: r\n`,
  );
  expect(python).toContain('def lambda_(');
  expect(python).toContain('def add_2(');
  expect(python).toContain('lambda class_: greater(class_, 0)');
});

test('expressions are written with the operators’ names, lazily where the language is lazy', () => {
  expect(generated(assigning('1 + 2 * 3 == 7 OR false')).text).toContain(
    'v["r"] = either(equal(add(1, multiply(2, 3)), 7), lambda: False)',
  );
  expect(generated(assigning("'a' + \"b'\"")).text).toContain(`add("a", "b'")`);
  expect(generated(assigning('COALESCE(null, 1.50)')).text).toContain(
    'fn.coalesce(lambda: None, lambda: Decimal("1.50"))',
  );
});

test('a deep expression is spread over functions that Python can parse', () => {
  const sum = Array.from({ length: 180 }, () => '1').join(' + ');
  const { text: python } = generated(assigning(sum));
  const deepest = Math.max(
    ...python.split('\n').map((line) => line.split('(').length - line.split(')').length),
  );
  expect(deepest).toBeLessThan(60);
  expect(python).toContain('def s__part(run: Run, v: Variables) -> Value:');
});

test('only what is used is imported', () => {
  const { text: python } = generated(assigning('1'));
  expect(python.split('\n').filter((line) => line.startsWith('from'))).toEqual([
    'from __future__ import annotations',
    'from parallax_runtime.model import ANY, Field',
    'from parallax_runtime.node import Node',
    'from parallax_runtime.run import Frame, Run',
    'from parallax_runtime.variables import Variables',
  ]);
});
