import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, openSession, securedProgram, sql } from '../../test/support/effect-bench.ts';
import { createEffectBroker } from '../effects/broker.ts';
import { workspaceAt } from './location.ts';
import { findNodeFiles } from './registry.ts';
import { TrustedFolders } from './trust.ts';
import { openWorkspace, type Workspace, type WorkspaceChange, type WorkspaceDeps } from './workspace.ts';

let folder: string;
let open: Workspace[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-workspace-'));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((workspace) => workspace.close()));
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const node = (id: string, steps = '  - {step: done, operation: return, return_success: {}}') =>
  `node_id: ${id}\nflow:\n${steps}\n`;
const calling = (id: string, callee: string) =>
  node(id, `  - {step: call, operation: call_node, node: ${callee}, inputs: {}, output: r}`);

async function openHere(deps: Partial<WorkspaceDeps> = {}): Promise<Workspace> {
  const trusted = new TrustedFolders(join(folder, '.data'));
  const workspace = await openWorkspace(workspaceAt(folder), {
    trusted,
    trustNow: false,
    watch: false,
    environment: {},
    ...deps,
  });
  open.push(workspace);
  return workspace;
}

describe('nodes', () => {
  it('are the .vsp files below the folder, but not in hidden folders, packages or outside', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'parallax-outside-'));
    writeFileSync(join(outside, 'x.vsp'), node('x'));
    for (const file of [
      'b.vsp',
      'a/deep/c.vsp',
      '.hidden/d.vsp',
      'node_modules/e.vsp',
      '.parallax/f.vsp',
      'g.txt',
    ])
      write(file, node(file.replace(/\W/g, '_')));
    symlinkSync(join(outside, 'x.vsp'), join(folder, 'x.vsp'));
    symlinkSync(outside, join(folder, 'linked'));
    const workspace = await openHere();
    expect(workspace.nodes.all().map((entry) => entry.file)).toEqual(['a/deep/c.vsp', 'b.vsp']);
    expect(await findNodeFiles(workspace.location.folder)).toEqual(['a/deep/c.vsp', 'b.vsp']);
    rmSync(outside, { recursive: true });
  });

  it.each([
    ['a_v1\n', 'a_v1'],
    ['"a_v1"\r\n\r\n', 'a_v1'],
    ["'a.v-1' \n", 'a.v-1'],
    ['a_v1 # and why\n', 'a_v1'],
    // Lines that go on, words that are none, texts with signs in them: the whole file says what they are.
    ['a_v1\n  b\n', 'a_v1'],
    ['a_v1 b\n', 'a_v1'],
    ['"a\\x5fv1"\n', 'a_v1'],
    ['|\n  a_v1\n', 'odd'],
    ['>-\n  a_v1\n', 'a_v1'],
    ['&x a_v1\n', 'a_v1'],
    ['!!str 1.50\n', '1.50'],
    ['1.50\n', '1.50'],
    ['"b c"\nnode_id: a_v1\n', 'b'],
    ['\n', 'odd'],
  ])('have the id that their file says: %j', async (id, wanted) => {
    write('odd.vsp', `node_id: ${id}flow:\n  - {step: done, operation: return, return_success: {}}\n`);
    const [entry] = (await openHere()).nodes.all();
    expect(entry?.id).toBe(wanted);
    expect(entry?.program?.id ?? wanted).toBe(wanted);
  });

  it('keep their id when they have errors, and say when it is taken', async () => {
    write('a.vsp', node('same_v1'));
    write('b.vsp', 'node_id: same_v1\nflow: [');
    write('c.vsp', 'flow: []');
    const workspace = await openHere();
    expect(workspace.nodes.all().map(({ id, program }) => [id, program !== null])).toEqual([
      ['same_v1', true],
      ['same_v1', false],
      ['c', false],
    ]);
    expect(workspace.diagnostics).toMatchObject([
      { code: 'duplicate-node', file: 'b.vsp', range: { line: 1 } },
    ]);
    expect(workspace.nodes.byId('same_v1')?.file).toBe('a.vsp');
  });

  it('reach each other through call_node', async () => {
    write('a.vsp', calling('a', 'b'));
    write('b.vsp', calling('b', 'c'));
    write('c.vsp', calling('c', 'a'));
    write('d.vsp', calling('d', 'nobody'));
    const workspace = await openHere();
    const root = (id: string) => workspace.nodes.byId(id)?.program;
    const a = root('a');
    const d = root('d');
    expect(a && [...workspace.callees(a).programs.keys()].sort()).toEqual(['a', 'b', 'c']);
    expect(d && workspace.callees(d).missing).toEqual(['nobody']);
  });

  it('are checked with what the workspace has', async () => {
    write('a.vsp', calling('a', 'b'));
    const workspace = await openHere();
    const entry = workspace.nodes.byId('a');
    const codes = () =>
      entry === undefined ? [] : workspace.nodes.diagnostics(entry).map((diagnostic) => diagnostic.code);
    expect(codes()).toContain('unknown-node');
    expect(await workspace.save('b.vsp', node('b'), null)).toMatchObject({ ok: true });
    expect(codes()).not.toContain('unknown-node');
  });

  it('are saved only as nodes', async () => {
    const workspace = await openHere();
    expect(await workspace.save('handlers/evil.py', 'x', null)).toMatchObject({ code: 'outside' });
    expect(await workspace.save('../x.vsp', 'x', null)).toMatchObject({ code: 'outside' });
  });
});

describe('changes by other programs', () => {
  it('are there at once where they are asked for', async () => {
    write('a.vsp', node('a'));
    const workspace = await openHere();
    const changes: WorkspaceChange[] = [];
    workspace.onChange((change) => changes.push(change));
    await workspace.reload('a.vsp');
    expect(changes).toEqual([]);
    write('a.vsp', node('renamed'));
    await workspace.reload('a.vsp');
    expect(workspace.nodes.all().map(({ id }) => id)).toEqual(['renamed']);
    expect(changes).toEqual(['nodes']);
  });

  it('are picked up: nodes, parallax.yml and handlers', async () => {
    write('a.vsp', node('a'));
    const workspace = await openHere({ watch: true });
    const changes: WorkspaceChange[] = [];
    workspace.onChange((change) => changes.push(change));
    write('new.vsp', node('added'));
    await expect.poll(() => workspace.nodes.byId('added')?.file, { timeout: 60_000 }).toBe('new.vsp');
    renameSync(join(folder, 'a.vsp'), join(folder, 'a2.vsp'));
    await expect.poll(() => workspace.nodes.byId('a')?.file, { timeout: 60_000 }).toBe('a2.vsp');
    write('parallax.yml', 'name: renamed\n');
    await expect.poll(() => workspace.name, { timeout: 60_000 }).toBe('renamed');
    write('handlers/tax.py', '');
    await expect.poll(() => workspace.code, { timeout: 60_000 }).toEqual(['handlers/tax.py']);
    expect(new Set(changes)).toEqual(new Set(['nodes', 'config', 'code']));
  });
});

const SERVICE = `import { createServer } from 'node:http';
createServer((q, r) => r.end(JSON.stringify({ url: q.url, scale: process.env.PARALLAX_CLOCK_SCALE, secret: process.env.PARALLAX_TEST_SECRET, own: process.env.OWN })))
  .listen(process.env.PORT, '127.0.0.1');`;

describe('services', () => {
  const CONFIG =
    'clock: {scale: 0.5}\nservices: {pay: {start: {command: node, args: [service.mjs], env: {OWN: mine}, ready: /health}}}\n';

  it('start only where the workspace is trusted', async () => {
    write('service.mjs', SERVICE);
    write('parallax.yml', CONFIG);
    const workspace = await openHere();
    expect(workspace.code).toEqual(['service pay: node service.mjs']);
    await workspace.startServices();
    expect(workspace.serviceStatus).toEqual([{ name: 'pay', state: 'stopped', detail: '' }]);
    expect(await workspace.effectDeps().serviceUrl?.('pay')).toMatchObject({ ok: false });
    workspace.trust();
    expect((await openHere()).trusted).toBe(true);
  });

  it('answer when they are ready, with the clock’s scale and without the user’s secrets, and end with the workspace', async () => {
    process.env['PARALLAX_TEST_SECRET'] = 'sk-1';
    write('service.mjs', SERVICE);
    write('parallax.yml', CONFIG);
    const workspace = await openHere({ trustNow: true });
    const url = await workspace.effectDeps().serviceUrl?.('pay');
    if (!url?.ok) throw new Error(url?.message);
    expect(await (await fetch(`${url.url}/x`)).json()).toEqual({ url: '/x', scale: '0.5', own: 'mine' });
    expect(workspace.serviceStatus).toMatchObject([{ state: 'running' }]);
    await workspace.close();
    await expect(fetch(url.url)).rejects.toThrow();
    delete process.env['PARALLAX_TEST_SECRET'];
  });

  it('go on while parallax.yml changes around them, and end when it no longer has them', async () => {
    write('service.mjs', SERVICE);
    write('parallax.yml', CONFIG);
    const workspace = await openHere({ trustNow: true, watch: true });
    await workspace.startServices();
    const before = workspace.serviceStatus;
    write('parallax.yml', `name: renamed\n${CONFIG}`);
    await expect.poll(() => workspace.name, { timeout: 60_000 }).toBe('renamed');
    expect(workspace.serviceStatus).toEqual(before);
    write('parallax.yml', 'name: alone\n');
    await expect.poll(() => workspace.serviceStatus, { timeout: 60_000 }).toEqual([]);
    await expect
      .poll(
        () =>
          fetch(before[0]?.detail ?? '').then(
            () => true,
            () => false,
          ),
        { timeout: 60_000 },
      )
      .toBe(false);
  });

  it('say why they could not start', async () => {
    write(
      'parallax.yml',
      'services: {pay: {start: {command: node, args: [-e, "console.error(\'no luck\'); process.exit(3)"]}}}\n',
    );
    const workspace = await openHere({ trustNow: true });
    await workspace.startServices();
    expect(workspace.serviceStatus).toMatchObject([
      { name: 'pay', state: 'failed', detail: expect.stringMatching(/ended with code 3.*no luck/s) },
    ]);
  });
});

describe('databases', () => {
  const SHOP = securedProgram('shop', ['database.read.t', 'database.write.t']);
  const count = async (workspace: Workspace, write = false) => {
    const broker = createEffectBroker(workspace.effectConfig(), workspace.effectDeps());
    try {
      const session = await openSession(broker, SHOP);
      if (write) await session.request('reference', ['shop'], at('w'), sql('INSERT INTO t VALUES (0)'));
      const answer = await session.request(
        'reference',
        ['shop'],
        at('r'),
        sql('SELECT count(*) AS n FROM t'),
      );
      return answer.ok ? (answer.value as { rows: { n: number }[] }).rows[0]?.n : answer.error.message;
    } finally {
      await broker.close();
    }
  };

  it('are made from their seed, kept, and made again when reset', async () => {
    write('schema.sql', 'CREATE TABLE t (a);');
    write('seed.sql', 'INSERT INTO t VALUES (1), (2);');
    write('parallax.yml', 'databases: {default: {seed: [schema.sql, seed.sql]}}\n');
    const workspace = await openHere();
    expect(await count(workspace, true)).toBe(3);
    expect(await count(workspace)).toBe(3);
    expect(workspace.resetDatabase('default')).toBe(true);
    expect(await count(workspace)).toBe(2);
  });

  it('that discard changes begin again each run, and follow their seed', async () => {
    write('seed.sql', 'CREATE TABLE t (a); INSERT INTO t VALUES (1);');
    write('parallax.yml', 'databases: {shop: {seed: seed.sql, changes: discard}}\n');
    const workspace = await openHere();
    expect([await count(workspace, true), await count(workspace, true)]).toEqual([2, 2]);
    write('seed.sql', 'CREATE TABLE t (a);');
    expect(await count(workspace)).toBe(0);
  });

  it.each([
    ['seed: ../../etc/seed.sql', 'is not a file of the workspace'],
    ['seed: none.sql', 'none.sql does not exist'],
    ['seed: attach.sql', 'ATTACH is not allowed in a seed'],
    ['seed: broken.sql', 'broken.sql: near "CREATE": syntax error'],
    ['file: missing.sqlite', 'missing.sqlite does not exist'],
    ['file: ../outside.sqlite', '../outside.sqlite is outside the workspace'],
  ])('with %s say what is wrong', async (setting, message) => {
    write('attach.sql', "ATTACH '/tmp/elsewhere.sqlite' AS x;");
    write('broken.sql', 'CREATE CREATE;');
    write('parallax.yml', `databases: {shop: {${setting}}}\n`);
    expect(await count(await openHere())).toContain(message);
  });
});

it('grants what parallax.yml names, where it does not say what is granted; no secrets before it is trusted', async () => {
  write(
    'parallax.yml',
    'services: {pay: {base_url: "https://api.pay.example", host: pay.example}}\nsecrets: {key: PAY_KEY}\n',
  );
  const workspace = await openHere({ environment: { PAY_KEY: 'x' } });
  expect(workspace.effectConfig().grants).toEqual([
    'database.*',
    'event_bus.*',
    'network.http_client.pay.example',
    'secrets.read.key',
    ...['openai-chat', 'openai-responses', 'anthropic', 'gemini', 'mistral'].map(
      (each) => `llm.chat.demo-${each}`,
    ),
  ]);
  expect(workspace.effectDeps().environment).toBeNull();
  workspace.trust();
  expect(workspace.effectDeps().environment).toEqual({ PAY_KEY: 'x' });
});
