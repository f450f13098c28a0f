import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkNode } from '../language/check.ts';
import { newNodeText } from './new-node.ts';

test('the id is the words of the file’s name', () => {
  expect(newNodeText('nodes/shipping cost!.vsp')).toContain('node_id: shipping_cost_v1\n');
  expect(newNodeText('état.vsp')).toContain('node_id: etat_v1\n');
  expect(newNodeText('__.vsp')).toContain('node_id: node_v1\n');
});

test('whatever the file is called, the node has nothing to complain of', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-e_.]{1,6}$/)), (name) => {
      const { program, diagnostics } = checkNode(newNodeText(`${name}.vsp`));
      expect(diagnostics).toEqual([]);
      expect(program?.id).toMatch(/_v1$/);
    }),
  );
});
