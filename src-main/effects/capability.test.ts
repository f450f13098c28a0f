import { describe, expect, it } from 'vitest';
import { covers, denies } from './capability.ts';

describe('a pattern covers a capability', () => {
  it.each<[string, string, boolean]>([
    ['database.read.orders', 'database.read.orders', true],
    ['database.read.orders', 'database.read.order', false],
    ['database.read', 'database.read.orders', false],
    ['database.*', 'database.read.orders', true],
    ['database.*', 'database', false],
    ['database.*.orders', 'database.write.orders', true],
    ['database.*.orders', 'database.write.users', false],
    ['database.*.orders', 'database.write.x.orders', false],
    ['network.http_client.*', 'network.http_client.api.stripe.com', true],
    ['network.http_client.stripe.com', 'network.http_client.evil.stripe.com', false],
    ['network.http_client.*.stripe.com', 'network.http_client.api.stripe.com', true],
    ['network.http_client.*.stripe.com', 'network.http_client.stripe.com', false],
  ])('%s, %s: %s', (pattern, capability, expected) => {
    expect(covers(pattern, capability)).toBe(expected);
  });

  it('denies what is below it, too', () => {
    expect(denies('database.write', 'database.write.orders')).toBe(true);
    expect(denies('database.write', 'database.writer.orders')).toBe(false);
    expect(denies('exec.shell_command', 'database.write.orders')).toBe(false);
  });
});
