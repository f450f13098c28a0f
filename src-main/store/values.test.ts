import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Canonical } from '../../shared/values/canonical.ts';
import { anyValue } from '../../test/support/events.ts';
import { pack, packSmall } from './chunk.ts';
import { StoreError } from './errors.ts';
import { ValueReader } from './value-reader.ts';
import { FRAME_NODE, PACKED_NODE, putText, RAW_NODE } from './values.ts';

/** Nodes in memory, with a count of the bytes they take. */
function memory() {
  const ids = new Map<string, number>();
  const bodies: Uint8Array[] = [];
  return {
    bytes: 0,
    bodies,
    put(hash: Buffer, body: () => Buffer): number {
      const key = hash.toString('hex');
      let id = ids.get(key);
      if (id === undefined) {
        const bytes = body();
        this.bytes += bytes.length;
        id = bodies.push(bytes) - 1;
        ids.set(key, id);
      }
      return id;
    },
    reader: () =>
      new ValueReader(
        (id) => bodies[id],
        (first, last) => new Map(bodies.slice(first, last + 1).map((body, i) => [first + i, body])),
      ),
  };
}

const put = (nodes: ReturnType<typeof memory>, value: Canonical) => putText(JSON.stringify(value), nodes);

describe('values by content', () => {
  test('come back as they were, fields in order', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const nodes = memory();
        expect(JSON.stringify(nodes.reader().get(put(nodes, value)))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('lists and records that grow, shrink and change come back as they were', () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat(40),
      insert: fc.array(fc.oneof(fc.integer(), anyValue), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), fc.boolean(), (edits, asRecord) => {
        const nodes = memory();
        let list: Canonical[] = Array.from({ length: 300 }, (_, i) => ({ id: i, name: `name ${i % 7}` }));
        for (const { at, remove, insert } of edits) {
          list = list.toSpliced(at % (list.length + 1), remove, ...insert);
          const value = asRecord ? Object.fromEntries(list.map((item, i) => [`k${i}`, item])) : list;
          expect(JSON.stringify(nodes.reader().get(put(nodes, value)))).toBe(JSON.stringify(value));
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['at its end', (list: Canonical[], item: Canonical) => [...list, item]],
    ['at its start', (list: Canonical[], item: Canonical) => [item, ...list]],
    ['in its middle', (list: Canonical[], item: Canonical) => list.toSpliced(list.length >> 1, 0, item)],
  ])('a list of thousands that grows %s shares almost everything with what it was', (_, grow) => {
    const nodes = memory();
    const list = Array.from(
      { length: 20_000 },
      (_, i): Canonical => ({ $decimal: `${(i * 7919) % 10007}.50` }),
    );
    put(nodes, list);
    const whole = nodes.bytes;
    put(nodes, grow(list, { $decimal: '1.25' }));
    expect(nodes.bytes - whole).toBeLessThan(whole / 20);
    expect(nodes.bytes - whole).toBeGreaterThan(0);
  });

  test('a list of thousands is read from few nodes, one of hundreds changes in small ones', () => {
    const nodesOf = (count: number) => {
      const nodes = memory();
      const list = Array.from({ length: count }, (_, i): Canonical => ({ at: i, name: `name ${i}` }));
      expect(nodes.reader().get(put(nodes, list))).toEqual(list);
      return nodes.bodies.length;
    };
    expect(nodesOf(400)).toBeGreaterThan(8);
    expect(nodesOf(40_000)).toBeLessThan(5 * nodesOf(4000));
  });

  test('elements that are all the same still make a tree, not a chain', () => {
    const nodes = memory();
    const list = new Array<Canonical>(100_000).fill(0);
    const id = put(nodes, list);
    expect(nodes.bodies.length).toBeLessThan(50);
    expect(nodes.reader().get(id)).toEqual(list);
  });

  test('a long text that grows shares its pieces', () => {
    const nodes = memory();
    const text = Array.from({ length: 40_000 }, (_, i) =>
      String.fromCodePoint(0x1f300 + ((i * 31) % 200)),
    ).join('');
    put(nodes, text);
    const whole = nodes.bodies.length;
    const id = put(nodes, `${text}more`);
    expect(nodes.bodies.length - whole).toBeLessThan(6);
    expect(nodes.reader().get(id)).toBe(`${text}more`);
  });

  test('nesting of thousands of levels is kept and read', () => {
    let value: Canonical = 'x'.repeat(2000);
    for (let i = 0; i < 1500; i++) value = [value];
    const nodes = memory();
    expect(JSON.stringify(nodes.reader().get(put(nodes, value)))).toBe(JSON.stringify(value));
  });

  test('the same value is the same node, whatever was stored before', () => {
    const hashes = (before: Canonical[]) => {
      const seen: string[] = [];
      const nodes = memory();
      for (const value of before) put(nodes, value);
      const record = {
        put: (hash: Buffer, body: () => Buffer) => {
          seen.push(hash.toString('hex'));
          return nodes.put(hash, body);
        },
      };
      putText(JSON.stringify(Array.from({ length: 5000 }, (_, i) => `element ${i}`)), record);
      return seen;
    };
    expect(hashes([])).toEqual(hashes(['other', Array.from({ length: 3000 }, (_, i) => i)]));
  });
});

describe('values of a file that somebody made', () => {
  const raw = (text: string) => Buffer.concat([Buffer.of(RAW_NODE), Buffer.from(text)]);
  const read = (...bodies: Uint8Array[]) => new ValueReader((id) => bodies[id]).get(bodies.length - 1);

  test.each([
    ['no kind', raw('?1')],
    ['no JSON', raw('t{')],
    ['a part that is itself', raw('L[0]')],
    ['a part that comes later', raw('L[7]')],
    ['a part that is no id', raw('L["x"]')],
    ['parts that are none', raw('L{}')],
    ['a leaf that is none', raw('l[]')],
    ['a reference outside of its leaf', raw('l[[1],[[5,0]]]')],
    ['a record whose entries are none', raw('m[[1],[]]')],
    ['a stream that is none', Buffer.from([PACKED_NODE, 1, 2, 3])],
    ['a frame that is none', Buffer.from([FRAME_NODE, 1, 2, 3])],
    ['a version that does not exist', Buffer.from([9, 1])],
    ['nothing', Buffer.alloc(0)],
    ['a bomb of zeros', packSmall(PACKED_NODE, Buffer.alloc(300 * 1024 * 1024))],
    ['a bomb of zeros in a frame', pack(FRAME_NODE, Buffer.alloc(300 * 1024 * 1024))],
  ])('with %s is refused', (_, body) => {
    expect(() => read(body)).toThrow(StoreError);
  });

  test('packed as it once was is read', () => {
    expect(read(pack(FRAME_NODE, Buffer.from('t"old"')))).toBe('old');
  });

  test.each(['L[1,2]', 'l[[1],[[0,1]]]'])(
    'with a way round in a circle is refused before it is walked: %s',
    (text) => {
      expect(() => read(raw('t1'), raw(text))).toThrow('cannot be its part');
    },
  );

  test('a few nodes that promise terabytes are refused', () => {
    const bodies = [
      raw(`t"${'x'.repeat(1000)}"`),
      raw(
        `l[[${new Array(100)
          .fill(null)
          .map(() => 'null')
          .join(',')}],[${Array.from({ length: 100 }, (_, i) => `[${i},0]`).join(',')}]]`,
      ),
    ];
    for (let level = 1; level < 6; level++) bodies.push(raw(`L[${new Array(100).fill(level).join(',')}]`));
    expect(() => read(...bodies)).toThrow('larger than any run');
  });
});
