import { expect, test } from 'vitest';
import type { LlmForecast } from '../../../shared/api/llm.ts';
import type { Loss, Severity } from '../../../shared/llm/losses/loss.ts';
import { bySeverity, cellOf, columnOf, columnsOf } from './matrix.ts';

const loss = (path: string, severity: Severity): Loss => ({
  class: 'dropped',
  path,
  before: 1,
  after: null,
  severity,
  explicit: true,
  reason: 'r',
  source: null,
});
const forecast = (target: string, ...losses: Loss[]): LlmForecast => ({
  target,
  dialect: 'anthropic',
  score: 1,
  losses,
  refused: [],
});

test('a loss deep in a message, a schema or a control belongs to its field', () => {
  expect(
    ['/messages/2/content/0/text', '/responseFormat/schema/type', '/parameters/seed', '/store', ''].map(
      columnOf,
    ),
  ).toEqual(['/messages/2', '/responseFormat', '/parameters/seed', '/store', '/']);
});

test('what weighs most stands first, then what most models lose; what arrives is left out', () => {
  const forecasts = [
    forecast('a', loss('/parameters/seed', 'medium'), loss('/messages/0/name', 'none')),
    forecast(
      'b',
      loss('/parameters/seed', 'medium'),
      loss('/user', 'medium'),
      loss('/tools/0/strict', 'high'),
    ),
  ];
  expect(columnsOf(forecasts, false).map(({ title }) => title)).toEqual(['tool 1', 'seed', 'user']);
  expect(columnsOf(forecasts, true).at(-1)).toEqual({ path: '/messages/0', title: 'message 1' });
});

test('a cell shows the worst of its losses and how many there are', () => {
  const one = forecast(
    'a',
    loss('/tools/0/a', 'low'),
    loss('/tools/0/b', 'high'),
    loss('/tools/0/c', 'none'),
  );
  expect(cellOf(one, '/tools/0', false)).toEqual({ worst: one.losses[1], count: 2 });
  expect(cellOf(one, '/tools/0', true)?.count).toBe(3);
  expect(cellOf(one, '/tools/1', true)).toBeNull();
  expect(bySeverity(one.losses).map(({ severity }) => severity)).toEqual(['high', 'low', 'none']);
});
