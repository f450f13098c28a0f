import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox, exampleOrder } from '../support/cli.ts';

let sandbox: CliSandbox;
let other: string;
let diverged: string;
let equal: string;
beforeAll(async () => {
  sandbox = new CliSandbox();
  other = join(sandbox.folder, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'parallax.yml'), 'name: other\n');
  const run = async (rate: number) => {
    const { stdout } = await sandbox.run([
      'run',
      'order_total_v1',
      ...shop(),
      '--json',
      '--input',
      exampleOrder(rate),
    ]);
    return JSON.parse(stdout).comparison as string;
  };
  diverged = await run(0.075);
  equal = await run(0.2);
}, 60_000);
afterAll(() => sandbox.remove());

const shop = () => ['--workspace', sandbox.shop];
const elsewhere = () => ['--workspace', other];
async function json(...args: string[]) {
  const { stdout, code } = await sandbox.run([...args, '--json']);
  return { code, result: JSON.parse(stdout) };
}

describe('traces', () => {
  it('are listed as JSON, newest first', async () => {
    const { result } = await json('traces', ...shop());
    expect(result).toHaveLength(4);
    expect(result[3]).toEqual({
      id: expect.stringMatching(/^trc_/),
      comparison: diverged,
      node: 'order_total_v1',
      path: 'direct',
      started: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/),
      duration_ms: expect.any(Number),
      success: false,
      error: 'effect_diverged',
      diverged: true,
      accepted: false,
      origin: 'run',
      tags: [],
    });
  });

  it.each<[string[], number]>([
    [['--diverged', '--path', 'direct', '--error', 'effect_diverged', '--since', '1h'], 1],
    [['--no-diverged', '--result', 'equal', '--text', 'mug-01 ord_7Q2'], 2],
    [['--sort', 'duration', '--limit', '1'], 2],
    [['--text', '4242424242424242'], 0],
    [['--until', '2026-01-01', '--min', '9m', '--tag', 'nothing', '--pinned'], 0],
  ])('are found with %s', async (filter, count) => {
    const { result } = await json('traces', ...shop(), ...filter);
    expect(result).toHaveLength(count);
  });

  it('are counted by where they diverged', async () => {
    const { result } = await json('traces', ...shop(), '--by', 'step');
    expect(result).toMatchObject([{ node: 'order_total_v1', step: 'compute_tax', count: 1, diverged: 1 }]);
  });
});

describe('a comparison', () => {
  it('is shown with its steps, and one trace by itself', async () => {
    const { stdout } = await sandbox.run(['show', diverged, ...shop()]);
    expect(stdout).toMatch(/✗ {2}compute_tax +custom\.round_tax +tax 8\.86 +tax 8\.87/);
    expect(stdout).toContain('Diverged at compute_tax');
    expect(stdout).not.toContain('4242424242424242');
    const { result } = await json('show', diverged, ...shop());
    const [reference] = result.traces;
    expect(reference.steps.find(({ step }: { step: string }) => step === 'compute_tax')).toMatchObject({
      status: 'diverged',
      label: 'tax',
      value: { $decimal: '8.86' },
    });
    const one = await json('show', reference.id, ...shop());
    expect(one.result.traces).toEqual([reference]);
    expect(one.result.content_hash).toBe(result.content_hash);
  });

  it('is the same in another workspace, and keeps its hash', async () => {
    const file = join(sandbox.folder, 'orders.ptrace');
    const exported = await json('export', diverged, equal, ...shop(), '-o', file, '--with-databases');
    expect(exported.result.bytes).toBe(readFileSync(file).length);
    const imported = await json('import', file, ...elsewhere());
    expect(imported).toMatchObject({ code: 0, result: { known: [] } });
    expect(imported.result.imported).toHaveLength(2);
    for (const id of [diverged, equal]) {
      const [here, there] = [await json('show', id, ...shop()), await json('show', id, ...elsewhere())];
      expect(there.result).toEqual(here.result);
      expect(exported.result.comparisons).toContainEqual({ comparison: id, hash: here.result.content_hash });
    }
    expect((await json('traces', ...elsewhere())).result).toEqual((await json('traces', ...shop())).result);
    expect((await json('import', file, ...elsewhere())).result).toMatchObject({
      imported: [],
      known: [{}, {}],
    });
    expect(readFileSync(file).includes('4242424242424242')).toBe(false);
  });
});

describe('a bad file', () => {
  const bad = async (args: string[], code: string, message: RegExp) => {
    const { result, code: exit } = await json(...args);
    expect(result.error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(result.error.message).not.toContain('\n');
    expect(exit).toBe(2);
  };

  it('is refused in one sentence', async () => {
    const file = join(sandbox.folder, 'good.ptrace');
    await sandbox.run(['export', equal, ...shop(), '-o', file]);
    const good = readFileSync(file);
    const made = (name: string, bytes: Uint8Array) => {
      const path = join(sandbox.folder, name);
      writeFileSync(path, bytes);
      return ['import', path, ...elsewhere()];
    };
    const newer = Buffer.from(good);
    newer.writeUInt32LE(7, 8);
    const wrong = Buffer.from(good);
    wrong[good.length >> 1] = (wrong[good.length >> 1] ?? 0) ^ 1;
    const bomb = Buffer.from(good);
    bomb.writeUInt32LE(4_000_000_000, 12 + 8);
    await bad(made('short.ptrace', good.subarray(0, good.length - 9)), 'archive_damaged', /ends early/);
    await bad(made('newer.ptrace', newer), 'archive_newer', /newer Parallax \(its version is 7/);
    await bad(made('wrong.ptrace', wrong), 'archive_damaged', /checksum/);
    await bad(made('bomb.ptrace', bomb), 'archive_too_large', /would unpack to more/);
    await bad(
      made('text.ptrace', Buffer.from('hello, I am no trace file')),
      'archive_damaged',
      /no trace file/,
    );
    await bad(
      ['import', join(sandbox.folder, 'none.ptrace'), ...elsewhere()],
      'archive_io',
      /cannot be read/,
    );
    await bad(['show', 'cmp_none', ...shop()], 'not_found', /no trace or comparison cmp_none/);
    await bad(['export', equal, ...shop(), '-o', join(file, 'x')], 'archive_io', /cannot be written/);
    await bad(['restore', file, ...elsewhere()], 'backup_io', /manifest/);
    await bad(['traces', ...shop(), '--since', 'yesterday'], 'usage', /--since takes a time/);
  }, 60_000);
});

describe('backup, restore and prune', () => {
  it('bring back what retention took', async () => {
    const backup = join(sandbox.folder, 'shop.backup');
    const made = await json('backup', backup, ...shop());
    expect(made.result).toMatchObject({ file: backup, comparisons: 2, traces: 4 });
    const config = join(sandbox.shop, 'parallax.yml');
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, `${text}\nlibrary: {retention: {count: 1}}\n`);
    // Who looks takes nothing out, whatever is to be kept.
    const goes = [expect.objectContaining({ comparison: diverged, reason: 'count' })];
    expect((await json('traces', ...shop())).result).toHaveLength(4);
    const dry = await json('prune', '--dry-run', ...shop());
    expect(dry.result).toEqual({ removed: goes, freed: 0, dry_run: true });
    const { result } = await json('prune', ...shop());
    expect(result).toMatchObject({ removed: goes, dry_run: false });
    const kept = await json('traces', ...shop());
    expect(kept.result.map(({ comparison }: { comparison: string }) => comparison)).toEqual([equal, equal]);
    writeFileSync(config, text);
    const restored = await json('restore', backup, ...shop());
    expect(restored.result).toMatchObject({
      comparisons: 2,
      setAside: expect.stringContaining('.replaced-'),
    });
    expect((await json('traces', ...shop())).result).toHaveLength(4);
  }, 60_000);
});
