import { describe, expect, it } from 'vitest';
import { checkNode } from '../check.ts';
import { OPERATIONS } from './operations.ts';
import { OPERATION_WORDS } from './other-words.ts';

describe('what other formats call it is answered with how it is written here', () => {
  const suggestions = (text: string) =>
    checkNode(text).diagnostics.map(({ code, suggestion }) => `${code}: ${suggestion}`);

  it.each([
    [
      'node_id: n\ninputs: {a: {type: string, enum: [a, b]}}\nflow: []\n',
      'Write type: enum, and the choices',
    ],
    ['node_id: n\ninputs: {a: {type: string, min: 1}}\nflow: []\n', 'Write it as an item of constraints.'],
    ['node_id: n\noutputs: {total: decimal}\nflow: []\n', 'Fields of a success stand under success'],
    ['node_id: n\nflow: []\nsteps: []\n', 'Write flow.'],
    ['node_id: n\nflow: [{name: a, operation: assign, expression: "1", output: x}]\n', 'Write step.'],
  ])('%j', (text, suggestion) => {
    expect(suggestions(text)).toEqual([expect.stringContaining(`unknown-field: ${suggestion}`)]);
  });

  it('operations', () => {
    expect(suggestions('node_id: n\nflow: [{step: a, operation: if, condition: "TRUE"}]\n')).toEqual([
      'unknown-operation: Write conditional.',
    ]);
  });

  it('a list where a map stands', () => {
    expect(suggestions('node_id: n\ninputs: [{name: a}]\nflow: []\n')).toEqual([
      'wrong-structure: Write each entry as name: value, without a dash.',
    ]);
  });

  it('and nothing that only JavaScript knows', () => {
    expect(suggestions('node_id: n\nflow: []\nconstructor: 1\n')).toEqual(['unknown-field: undefined']);
  });

  it('with operations that there are, for words that are none', () => {
    const names = new Set(OPERATIONS.map(({ name }) => name));
    for (const [word, suggestion] of OPERATION_WORDS) {
      expect(names).not.toContain(word);
      expect(names).toContain(/^Write (\w+)/.exec(suggestion)?.[1]);
    }
  });
});
