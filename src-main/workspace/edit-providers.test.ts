import { expect, test } from 'vitest';
import { withoutProvider, withProvider } from './edit-providers.ts';

const FILE = `# our shop
name: shop
providers:
  # the big one
  - id: mine
    extends: ollama # local
  - id: other
    extends: vllm
clock: { scale: 0.5 }
`;

test('an entry takes the place of the one of its id; comments elsewhere stay', () => {
  const text = withProvider(FILE, { id: 'other', extends: 'vllm', limits: { concurrent: 2 } });
  expect(text).toBe(
    FILE.replace('    extends: vllm\n', '    extends: vllm\n    limits:\n      concurrent: 2\n'),
  );
});

test('a new one is added at the end, also to a file that has none', () => {
  expect(withProvider(FILE, { id: 'new', baseUrl: 'http://127.0.0.1:1' })).toContain(
    '  - id: new\n    baseUrl: http://127.0.0.1:1\nclock',
  );
  expect(withProvider('', { id: 'new' })).toBe('providers:\n  - id: new\n');
  expect(withProvider('name: x # y\nproviders:\n', { id: 'new' })).toBe(
    'name: x # y\nproviders:\n  - id: new\n',
  );
});

test('taking one out leaves the others; the last one takes the list with it', () => {
  const one = withoutProvider(FILE, 'other');
  expect(one).toBe(FILE.replace('  - id: other\n    extends: vllm\n', ''));
  expect(withoutProvider(one, 'nobody')).toBe(one);
  expect(withoutProvider(one, 'mine')).toBe('# our shop\nname: shop\nclock: { scale: 0.5 }\n');
});
