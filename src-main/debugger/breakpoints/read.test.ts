import { describe, expect, test } from 'vitest';
import { breakpointText, readBreakpoint } from './read.ts';

describe('what is entered', () => {
  test.each([
    'divergence',
    'contract_violation',
    'contract_violation:one_path:invariant',
    'state_transition:paid->refunded',
    'state_transition:*->paid:differing',
    'left:order_total_v1:each/do/move',
    'step:compute_tax if total > 10 hit >=3 once',
    'left:each/do/move hit %10',
    'effect:http:https://pay.example/v1',
    'effect:*:answered',
    'error:network_timeout log failed: {error.code}',
    "input.amount > 10000 AND name != ' if '",
  ])('%s reads back as it was', (line) => {
    const read = readBreakpoint(line);
    expect(read.ok && breakpointText(read.value)).toBe(line);
  });

  test.each([
    ['input.amount >', 15, 'ends too early'],
    ['step:a if total > ', 18, 'ends too early'],
    ['step:a log {total +}', 20, ''],
    ['uuid() == 1', 1, 'uuid() is not for it'],
    ['total > LEN(RANGE(0, 9))', 13, 'RANGE is not for it'],
    ['step:a log n {RANGE(0, 9)}', 14, 'RANGE is not for it'],
    ['effect:mail', 8, 'no effects mail'],
    ['contract_violation:both', 20, 'both does not belong'],
    ['state_transition:paid', 18, 'FROM->TO'],
    ['state_transition', 1, 'Say which'],
    ['step:', 6, 'Name the step'],
    ['step::a', 6, 'Name the step'],
    ['step:node_v1:', 14, 'step of node_v1'],
    ['step:node_v1:a:b', 16, 'all there is'],
    ['error:', 7, 'code'],
    ['when:x', 1, 'no breakpoints when'],
    ['step:a hit many', 12, 'hit N'],
    ['step:a hit 0', 12, 'hit N'],
    ['step:a once more', 13, 'once'],
    ['divergence if a > 1', 1, 'no condition'],
    ['', 1, 'empty'],
  ])('%j is refused at column %i', (line, column, message) => {
    const read = readBreakpoint(line);
    if (read.ok) throw new Error('it was read');
    expect(read.refusal.message).toContain(message);
    expect(read.refusal.column).toBe(column);
  });
});
