import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ArchiveBench,
  changed,
  type PlainSection,
  sectionsOf,
  writeSections,
} from '../../../test/support/archive.ts';
import { runs } from '../../../test/support/full.ts';
import { record, seen, someEvents } from '../../../test/support/library.ts';
import { StoreError } from '../errors.ts';
import type { LibraryStore } from '../store.ts';
import { HEAD_BYTES } from './format.ts';

let bench: ArchiveBench;
let file: string;
beforeEach(() => {
  bench = new ArchiveBench();
  file = bench.file;
});
afterEach(() => bench.close());

describe('a file that somebody made', () => {
  let two: LibraryStore;
  let head: Buffer;
  let sections: readonly PlainSection[];
  let made: Buffer | undefined;
  beforeEach(async () => {
    if (made === undefined) {
      const one = await bench.open('one.db');
      const image = Buffer.from('image');
      await record(one, { id: 'cmp_1', events: someEvents(600), divergedAt: 'load', image });
      await bench.exportAll(one);
      made = readFileSync(file);
    }
    writeFileSync(file, made);
    head = readFileSync(file).subarray(0, HEAD_BYTES);
    sections = sectionsOf(file);
    two = await bench.open('two.db');
    await record(two, { id: 'cmp_0' });
  });

  /** Refused with one sentence, and nothing of it is there. */
  async function refused(code: string, message: string | RegExp): Promise<void> {
    const before = seen(two, 'cmp_0');
    const error = await two.library.importFrom(file).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as Error).message).toMatch(/^[^\n]+\.$/);
    expect(two.statistics()).toMatchObject({ comparisons: 1, traces: 2 });
    expect(two.library.search({ limit: 9 }).total).toBe(1);
    expect(two.source(String(sections.length))).toBeUndefined();
    expect(seen(two, 'cmp_0')).toEqual(before);
  }
  const written = (...made: readonly (readonly PlainSection[])[]) => writeSections(file, head, made.flat());

  test('is taken in when it is made as it should be', async () => {
    written(sections);
    expect((await two.library.importFrom(file)).imported).toHaveLength(1);
  });

  test('is refused wherever it was cut off', async () => {
    const whole = readFileSync(file);
    const lengths = [
      0,
      1,
      7,
      8,
      11,
      HEAD_BYTES,
      HEAD_BYTES + 3,
      100,
      whole.length >> 1,
      whole.length - 40,
      whole.length - 1,
    ];
    for (const length of lengths) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      await refused('archive_damaged', length < HEAD_BYTES ? /is no trace file/ : /ends early/);
    }
    writeFileSync(file, Buffer.concat([whole, Buffer.from('x')]));
    await refused('archive_damaged', /more behind its end/);
  });

  test('is refused whichever byte is another', async () => {
    const whole = readFileSync(file);
    const tries = runs(24, 60);
    for (let i = 0; i < tries; i++) {
      const bytes = Buffer.from(whole);
      const at = Math.floor((i * whole.length) / tries);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (i % 8));
      writeFileSync(file, bytes);
      await expect(two.library.importFrom(file), `byte ${at}`).rejects.toMatchObject({ name: 'StoreError' });
    }
    expect(two.statistics().comparisons).toBe(1);
  });

  test('is refused when a newer Parallax wrote it', async () => {
    const newer = Buffer.from(head);
    newer.writeUInt32LE(2, 8);
    writeSections(file, newer, sections);
    await refused('archive_newer', /written by a newer Parallax \(its version is 2, this one knows 1\)/);
    newer.writeUInt32LE(0, 8);
    writeSections(file, newer, sections);
    await refused('archive_damaged', /no version 0/);
  });

  test('is refused when sections were left out, swapped or doubled', async () => {
    for (const [i, { kind }] of sections.entries()) {
      if (kind === 'blob') continue;
      written(sections.filter((_, k) => k !== i));
      await refused('archive_damaged', /./);
    }
    written(sections, sections.slice(1));
    await refused('archive_damaged', /another number of comparisons/);
    const at = sections.findIndex(({ kind }) => kind === 'evnt');
    written(
      sections.slice(0, at),
      [sections[at + 1], sections[at]] as PlainSection[],
      sections.slice(at + 2),
    );
    await refused('archive_damaged', /./);
  });

  test.each<[string, Parameters<typeof changed>[1], (content: never) => unknown, RegExp]>([
    ['a path out of the workspace', 'srce', (c: object) => ({ ...c, file: '../../etc/passwd' }), /leads out/],
    ['an absolute path', 'srce', (c: object) => ({ ...c, file: '/etc/passwd' }), /leads out/],
    ['a path of another system', 'srce', (c: object) => ({ ...c, file: 'C:\\x' }), /leads out/],
    [
      'a source under the hash of another',
      'srce',
      (c: object) => ({ ...c, text: 'other' }),
      /not the one that its hash/,
    ],
    ['a source that is missing', 'trac', (c: object) => ({ ...c, sources: ['a'] }), /source a is missing/],
    ['other inputs', 'comp', (c: object) => ({ ...c, inputs: { n: 2 } }), /does not have the content/],
    ['inputs that are no record', 'comp', (c: object) => ({ ...c, inputs: [] }), /inputs: expected a record/],
    ['an id that is none', 'comp', (c: object) => ({ ...c, id: '../x' }), /id: expected an id/],
    ['a time before all time', 'comp', (c: object) => ({ ...c, startedAt: -1 }), /startedAt/],
    ['other divergences', 'comp', (c: object) => ({ ...c, divergences: [] }), /does not have the content/],
    ['divergences that are none', 'comp', (c: object) => ({ ...c, divergences: [{}] }), /divergences\.0/],
    ['a longer trace', 'tend', (c: object) => ({ ...c, events: 601 }), /another number of events/],
    [
      'another end',
      'tend',
      (c: object) => ({ ...c, end: { kind: 'interrupted' } }),
      /does not have the content/,
    ],
    ['another document', 'trac', (c: object) => ({ ...c, attachments: [] }), /does not have the content/],
    ['chunks of no events', 'trac', (c: object) => ({ ...c, chunkEvents: 0 }), /chunkEvents/],
    [
      'chunks that are too full',
      'trac',
      (c: object) => ({ ...c, chunkEvents: 100 }),
      /more events than it may/,
    ],
    [
      'an event of no kind',
      'evnt',
      (c: { kinds: number[] }) => ({ ...c, kinds: c.kinds.map(() => 99) }),
      /unknown kind 99/,
    ],
    [
      'an event that is no JSON',
      'evnt',
      (c: { bodies: string[] }) => ({ ...c, bodies: c.bodies.map(() => '[') }),
      /not a line of JSON/,
    ],
    [
      'an event of two lines',
      'evnt',
      (c: { bodies: string[] }) => ({ ...c, bodies: c.bodies.map(() => '[]\n') }),
      /expected a line/,
    ],
    [
      'an event that lacks a field',
      'evnt',
      (c: { bodies: string[] }) => ({ ...c, bodies: c.bodies.map(() => '["n"]') }),
      /has no value/,
    ],
    [
      'other values',
      'evnt',
      (c: { bodies: string[] }) => ({ ...c, bodies: c.bodies.map(() => '["n",1]') }),
      /does not have the content/,
    ],
    [
      'a step that is none',
      'evnt',
      (c: { steps: number[] }) => ({ ...c, steps: c.steps.map(() => 9) }),
      /stands nowhere/,
    ],
    [
      'an occurrence out of turn',
      'evnt',
      (c: { occs: number[] }) => ({ ...c, occs: c.occs.map(() => 1) }),
      /stands nowhere/,
    ],
    [
      'columns of different length',
      'evnt',
      (c: { times: number[] }) => ({ ...c, times: c.times.slice(1) }),
      /do not fit together/,
    ],
    [
      'a value that refers to a later one',
      'evnt',
      (c: { large: string[] }) => ({ ...c, large: c.large.map(() => '~[9,["o",[],[]]]') }),
      /later value/,
    ],
    [
      'a value that is no JSON',
      'evnt',
      (c: { large: string[] }) => ({ ...c, large: c.large.map(() => '={') }),
      /./,
    ],
  ])('is refused with %s', async (_, kind, change, message) => {
    written(changed(sections, kind, change as (content: Record<string, unknown>) => unknown));
    await refused('archive_damaged', message);
  });

  test('is refused when it is nested without end', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    for (const text of [`{"inputs":${deep}}`, deep]) {
      written(
        sections.map(({ kind, raw }) => (kind === 'comp' ? { kind, raw: Buffer.from(text) } : { kind, raw })),
      );
      await refused('archive_damaged', /./);
    }
    written(
      sections.map(({ kind, raw }) =>
        kind === 'comp'
          ? { kind, raw: Buffer.from(raw.toString().replace('"inputs":{', `"inputs":{"deep":${deep},`)) }
          : { kind, raw },
      ),
    );
    await refused('archive_damaged', /./);
  });

  test('is refused when it is a bomb: unpacked no further than it may', async () => {
    const zeros = { kind: 'blob', raw: Buffer.alloc(3_000_000) } as const;
    written(sections, [zeros]);
    expect(readFileSync(file).length).toBeLessThan(100_000);
    for (const limits of [
      { section: 1_000_000, total: 1e9 },
      { section: 1e9, total: 3_000_000 },
    ])
      await expect(two.library.importFrom(file, limits)).rejects.toMatchObject({
        code: 'archive_too_large',
        message: expect.stringMatching(/would unpack to more/),
      });
    expect(two.statistics().comparisons).toBe(1);
    // One that says it is small, and is not.
    const bytes = readFileSync(file);
    const at = bytes.lastIndexOf('blob');
    bytes.writeUInt32LE(1000, at + 8);
    writeFileSync(file, bytes);
    await refused('archive_damaged', /does not unpack to what it says/);
  });

  test('is refused when it is no file', async () => {
    for (const name of [bench.folder, join(bench.folder, 'nothing')])
      await expect(two.library.importFrom(name)).rejects.toMatchObject({ code: 'archive_io' });
  });
});
