import { expect, test } from 'vitest';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { NO_LINKS } from '../transform/links.ts';
import { transformRequest } from '../transform/transform.ts';
import { adapterOf } from './adapters.ts';

const LONG = 'u'.repeat(80);

test.each([
  ['openai-chat', 'openai/gpt-4.1'],
  ['openai-responses', 'openai-responses/gpt-4.1'],
] as const)(
  'who asks of %s is cut to what is taken, and told; the older name knows no limit',
  (dialect, name) => {
    const target = findTarget(providerRegistry(), name);
    if (typeof target === 'string') throw new Error(target);
    const { wire, losses, unexplained } = transformRequest({ messages: [], user: LONG }, target);
    expect(wire['safety_identifier']).toBe('u'.repeat(64));
    expect(losses).toContainEqual(
      expect.objectContaining({ class: 'clamped', path: '/user', severity: 'medium' }),
    );
    expect(unexplained).toEqual([]);
    const older = adapterOf(dialect).readRequest({ user: LONG }, NO_LINKS);
    const again = transformRequest(older, target);
    expect(again.wire['user']).toBe(LONG);
    expect(again.losses.filter(({ path }) => path === '/user')).toEqual([]);
  },
);
