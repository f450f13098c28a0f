import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Passed, Setup } from '../passed.ts';
import type { Exchange } from '../record.ts';
import { BatchWriter, batchIn, bytesOf, callsOf } from './batch.ts';
import type { Batch } from './messages.ts';

const setups: readonly Setup[] = ['one/m', 'a "quoted"\n/m'].map((target) => ({
  dialect: 'anthropic',
  asked: { targets: [target], route: 'primary', losses: 'warn' },
  target,
  model: 'm',
  url: 'http://127.0.0.1:1/',
  headers: {},
  losses: [],
  score: 100,
}));
const exchange: Exchange = {
  trace: 'trc_other',
  dialect: 'anthropic',
  request: '{"of":"lines\\n"}',
  asked: { targets: [], route: 'primary', losses: 'warn' },
  outcome: { ok: false, error: { code: 'server', message: 'no\n' }, attempts: [] },
  fromClient: [],
  toClient: [],
  startedAt: 1,
};
const passed: fc.Arbitrary<Passed> = fc
  .record({
    trace: fc.string(),
    setup: fc.constantFrom(...setups),
    request: fc.oneof(
      fc.uint8Array(),
      fc.constantFrom(100_000, 200_000, 300_000).map((size) => new Uint8Array(size).fill(size % 7)),
    ),
    answer: fc.uint8Array(),
    status: fc.nat(),
    bytes: fc.nat(),
    headersMs: fc.nat(),
    firstPartMs: fc.option(fc.nat(), { nil: undefined }),
    endedMs: fc.nat(),
    startedAt: fc.nat(),
  })
  .map(({ firstPartMs, ...rest }) => ({ ...rest, ...(firstPartMs === undefined ? {} : { firstPartMs }) }));

test('calls are the same on the other thread, and where they were kept', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(passed, fc.constant(exchange))), (calls) => {
      const rest = [...calls];
      const batches: Batch[] = [];
      for (let first = rest[0]; first !== undefined; first = rest[0]) {
        const writer = new BatchWriter(first);
        const count = rest.findIndex((call) => !writer.add(call));
        const added = rest.splice(0, count < 0 ? rest.length : count);
        expect(added.length).toBeGreaterThan(0);
        expect(writer.traces).toEqual(added.map(({ trace }) => trace));
        batches.push(writer.end());
      }
      expect(batches.flatMap(callsOf).map(plain)).toEqual(calls.map(plain));
      expect(batches.map(bytesOf).map(batchIn).flatMap(callsOf).map(plain)).toEqual(calls.map(plain));
    }),
  );
});

/** Bytes of any kind, as texts: those are compared at once. */
function plain(call: Exchange | Passed): unknown {
  if ('outcome' in call) return call;
  return { ...call, request: hex(call.request), answer: hex(call.answer) };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
