import { expect, test } from 'vitest';
import { serviceAddress } from './service-address.ts';

test.each([
  ['service:llm', { service: 'llm', path: '' }],
  ['service:my-llm_2/v1/chat?x=1', { service: 'my-llm_2', path: '/v1/chat?x=1' }],
  ['service:', undefined],
  ['service://llm/v1', undefined],
  ['service:2llm', undefined],
  ['http://service:80/v1', undefined],
])('%s', (address, expected) => {
  expect(serviceAddress(address)).toEqual(expected);
});
