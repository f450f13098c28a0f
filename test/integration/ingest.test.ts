import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTraceStore } from '../../src-main/store/store.ts';
import { CliSandbox } from '../support/cli.ts';

const fixtures = fileURLToPath(new URL('../fixtures/ingest/', import.meta.url));
const hasPython = found('python3');

let sandbox: CliSandbox;
beforeAll(() => {
  sandbox = new CliSandbox();
});
afterAll(() => sandbox.remove());

interface Answer {
  readonly traces: readonly {
    readonly trace: string;
    readonly comparison: string;
    readonly path: string;
    readonly events: number;
    readonly complete: boolean;
  }[];
  readonly comparisons: readonly {
    readonly diverged: boolean;
    readonly divergence: { readonly step: string };
  }[];
  readonly skipped: readonly { readonly line: number; readonly message: string }[];
}

function emit(script: string, events: string, ...args: string[]): string {
  const command = script.endsWith('.py') ? 'python3' : process.execPath;
  const env = { ...process.env, PARALLAX_EVENTS: events };
  return execFileSync(command, [join(fixtures, script), ...args], { env, encoding: 'utf8' });
}

async function ingest(...args: string[]): Promise<Answer & { readonly code: number | null }> {
  const run = await sandbox.run(['ingest', ...args, '--workspace', sandbox.shop, '--json']);
  return { ...(JSON.parse(run.stdout) as Answer), code: run.code };
}

describe.skipIf(!hasPython)('a Python script and a Node script of the same calculation', () => {
  const files = { python: '', node: '' };
  beforeAll(() => {
    files.python = join(sandbox.folder, 'python.jsonl');
    files.node = join(sandbox.folder, 'node.jsonl');
    expect(emit('pricing.py', files.python)).toBe('total 12221\n');
    expect(emit('pricing.mjs', files.node)).toBe('total 11281\n');
  });

  it('are one comparison that diverges where the difference was planted', async () => {
    const { code, traces, comparisons } = await ingest(files.python, files.node);
    expect(code).toBe(3);
    expect(traces).toMatchObject([
      { path: 'reference', events: 63, complete: true },
      { path: 'direct', events: 63, complete: true },
    ]);
    expect(comparisons).toMatchObject([
      {
        diverged: true,
        divergence: { step: 'shipping', path: 'guard[0]', kind: 'value', reference: false, direct: true },
      },
    ]);
  });

  it('are found by what they were given and by where they part', async () => {
    const { traces } = await ingest(files.python, files.node);
    const search = async (...args: string[]) => {
      const { stdout } = await sandbox.run(['traces', ...args, '--workspace', sandbox.shop, '--json']);
      return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    };
    const ids = traces.map(({ trace }) => trace);
    expect(await search('--text', 'mug', '--diverged')).toEqual(expect.arrayContaining(ids));
    expect(await search('--text', 'no-such-word')).toEqual([]);
  });

  it('are aligned by diff when they were stored one by one', async () => {
    const a = (await ingest(files.python)).traces[0]?.trace ?? '';
    const b = (await ingest(files.node)).traces[0]?.trace ?? '';
    const diff = async (...args: string[]) => sandbox.run(['diff', ...args, '--workspace', sandbox.shop]);
    const json = await diff(a, b, '--json');
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      diverged: true,
      divergence: { step: 'shipping', path: 'guard[0]', a: false, b: true },
      consequences: [{ path: 'shipping' }, { path: 'tax' }, { path: 'outputs.total' }],
      independent: [],
    });
    const text = await diff(a, b);
    expect(text.stdout).toMatch(/✗ shipping {2}shipping 790 +\| ✗ shipping {2}shipping 0/);
    expect(text.stdout).toContain('Differ at shipping');
    // A pair is looked at like any comparison, under an id that names both.
    const report = await sandbox.run(['report', `${a}..${b}`, '--markdown', '--workspace', sandbox.shop]);
    expect(report.stdout).toContain('|  | trace A | trace B |');
    expect((await diff(a, a)).code).toBe(0);
    expect((await diff(a, 'trc_none')).code).toBe(2);
  });

  it('leave nothing sensitive in the store', async () => {
    const { traces } = await ingest(files.python, files.node, '--sensitive', 'name');
    const opened = await openTraceStore({
      file: join(sandbox.shop, '.parallax/traces.db'),
      onError: (error) => expect.fail(error.message),
    });
    if (!opened.ok) throw opened.error;
    const kept = traces.map(({ trace }) =>
      JSON.stringify([opened.store.inputs(trace), opened.store.events(trace, 0, 100)]),
    );
    await opened.store.close();
    expect(kept).toHaveLength(2);
    for (const text of kept) {
      expect(text).toContain('$fingerprint');
      expect(text).toContain('"mug"');
      expect(text).not.toContain('4111111111111111');
      expect(text).not.toContain('Ada Moreno');
    }
  });

  it('end in their own errors', async () => {
    const file = join(sandbox.folder, 'failing.jsonl');
    process.env['TOO_MANY'] = '1';
    expect(() => emit('pricing.py', file)).toThrow(/OutOfStock/);
    delete process.env['TOO_MANY'];
    const { code, traces } = await ingest(file);
    expect([code, traces[0]?.complete]).toEqual([0, true]);
    const list = await sandbox.run(['traces', '--workspace', sandbox.shop, '--json']);
    const found = (JSON.parse(list.stdout) as { id: string; error: string }[]).find(
      ({ id }) => id === traces[0]?.trace,
    );
    expect(found?.error).toBe('out_of_stock');
  });
});

describe('inputs that another program captured', () => {
  const run = (node: string) =>
    [
      {
        parallax: 1,
        node,
        inputs: {
          order_id: 'ord_7Q2mZk41',
          items: [{ sku: 'MUG-01', quantity: 2 }],
          tax_rate: 0.08,
          is_member: false,
          card: '4242424242424242',
        },
      },
      { kind: 'step_entered', name: 'compute_tax' },
      { kind: 'assigned', name: 'tax', value: 3.15 },
      { kind: 'step_left' },
      { kind: 'result', outcome: { success: true, outputs: { total: 42.55 } } },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n');
  const replay = (trace: string, ...args: string[]) =>
    sandbox.run(['replay', trace, '--workspace', sandbox.shop, '--effects', 'live', '--json', ...args]);

  it('are run with the node of that id as it is now, on both paths', async () => {
    const file = join(sandbox.folder, 'captured.jsonl');
    writeFileSync(file, run('order_total_v1'));
    const trace = (await ingest(file)).traces[0]?.trace ?? '';
    expect((await replay(trace)).stdout).toContain('card');
    const given = await replay(trace, '--path', 'both', '--value', 'card="4242424242424242"');
    const answer = JSON.parse(given.stdout) as { paths: Record<string, { result: { outputs: object } }> };
    for (const path of ['reference', 'direct'])
      expect(answer.paths[path]?.result.outputs).toMatchObject({ subtotal: { $decimal: '39.40' } });
  });

  it('of a node that is not there are refused with what to do', async () => {
    const file = join(sandbox.folder, 'foreign.jsonl');
    writeFileSync(file, run('somebody_elses'));
    const trace = (await ingest(file)).traces[0]?.trace ?? '';
    const refused = await replay(trace);
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain('once this workspace has a node of that id');
  });
});

describe('programs that give the emitters a hard time', () => {
  for (const script of [...(hasPython ? ['hostile.py'] : []), 'hostile.mjs'])
    it(`${script} runs on, and what was written is read`, async () => {
      const file = join(sandbox.folder, `${script}.jsonl`);
      expect(emit(script, '', file)).toBe('went on\n');
      const { code, traces, skipped } = await ingest(file);
      expect({ code, skipped, complete: traces.map(({ complete }) => complete) }).toEqual({
        code: 0,
        skipped: [],
        complete: [true, true],
      });
    });
});

describe('files that are not sound', () => {
  const good = '{"parallax":1,"node":"n","inputs":{}}\n';
  const write = (name: string, text: string): string => {
    const file = join(sandbox.folder, name);
    writeFileSync(file, text);
    return file;
  };

  it('are refused with the numbers of their lines, and stored without them when asked', async () => {
    const text = `${good}nonsense\n\n{"kind":"assigned","name":"a","value":1.50}\n{"kind":"step_left"}\n{"kind":"assigned","name":"b"}\n`;
    const file = write('bad.jsonl', text);
    const refused = await sandbox.run(['ingest', file, '--workspace', sandbox.shop]);
    expect(refused.code).toBe(2);
    const lines = refused.stderr.split('\n').filter((line) => line.includes('bad.jsonl:'));
    expect(lines.map((line) => line.replace(/^.*bad\.jsonl:/, ''))).toEqual([
      expect.stringMatching(/^2: not JSON/),
      '5: no step is open',
      expect.stringMatching(/^6: value: /),
    ]);
    expect(refused.stderr).toContain('3 lines cannot be read; nothing was stored.');
    const { code, traces, skipped } = await ingest(file, '--skip-malformed');
    expect(code).toBe(0);
    expect(skipped.map(({ line }) => line)).toEqual([2, 5, 6]);
    // run_started, inputs_bound and the assignment; it never came to its result.
    expect(traces).toMatchObject([{ events: 3, complete: false }]);
  });

  it('of a newer format, without a run, or not there are told so', async () => {
    const told = async (file: string) =>
      (await sandbox.run(['ingest', file, '--workspace', sandbox.shop])).stderr;
    expect(await told(write('new.jsonl', '{"parallax":2,"node":"n"}\n'))).toContain('newer format');
    expect(await told(write('empty.jsonl', '\n'))).toContain('holds no run');
    expect(await told(join(sandbox.folder, 'none.jsonl'))).toContain('There is no file');
  });
});

function found(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
