import { expect, test } from 'vitest';
import { placeOf } from './reach.ts';

test('who answers is said in a word', () => {
  expect(placeOf('service:llm/v1')).toBe('service llm');
  expect(placeOf('https://api.example.com:8443/v1')).toBe('api.example.com:8443');
});
