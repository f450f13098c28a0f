import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CliSandbox } from '../support/cli.ts';

/** What people type by mistake, and what terminals do to output. */

let sandbox: CliSandbox;
let lone: string;
const TINY = `node_id: tiny
type: function
intent: say_it_back
inputs: {x: {type: any}}
outputs: {success: {x: {type: any}}}
flow:
  - {step: done, operation: return, return_success: {x: "{x}"}}
`;

beforeAll(() => {
  sandbox = new CliSandbox();
  lone = join(sandbox.folder, 'lone');
  mkdirSync(lone);
  writeFileSync(join(lone, 'tiny.vsp'), TINY);
});
afterAll(() => sandbox.remove());

it.each(['/no/such/python', '/bin/sh'])(
  'an interpreter that is none is bad usage: %s',
  async (interpreter) => {
    const { code, stdout } = await sandbox.run(
      ['run', 'tiny.vsp', '--input', '{"x":1}', '--interpreter', interpreter, '--json'],
      '',
      lone,
    );
    expect(code).toBe(2);
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe('runtime_unavailable');
    expect(error.message).toContain(`cannot use the interpreter ${interpreter}`);
  },
);

it('reads an input file with a byte-order mark and CRLF', async () => {
  const file = join(lone, 'input.json');
  writeFileSync(file, '\uFEFF{\r\n"x": 1.50\r\n}\r\n');
  const { code, stdout } = await sandbox.run(['run', 'tiny.vsp', '--input-file', file, '--json'], '', lone);
  expect(code, stdout).toBe(0);
  expect(JSON.parse(stdout).paths.direct.result.outputs).toEqual({ x: { $decimal: '1.50' } });
});

it('takes an id as an id though a file of that name lies here', async () => {
  writeFileSync(join(lone, 'order_total_v1'), 'something else');
  const { stderr } = await sandbox.run(
    ['run', 'order_total_v1', '--workspace', sandbox.shop, '--path', 'direct'],
    '',
    lone,
  );
  expect(stderr).toBe('');
});

it('writes nothing beside a lone file', async () => {
  const folder = join(sandbox.folder, 'alone');
  mkdirSync(folder);
  writeFileSync(join(folder, 'tiny.vsp'), TINY);
  chmodSync(folder, 0o555);
  const { code } = await sandbox.run(['run', join(folder, 'tiny.vsp'), '--input', '{"x":1}']);
  chmodSync(folder, 0o755);
  expect(code).toBe(0);
  expect(readdirSync(folder)).toEqual(['tiny.vsp']);
});

it('checks a workspace where nothing can be recorded', async () => {
  const folder = join(sandbox.folder, 'closed');
  mkdirSync(folder);
  writeFileSync(join(folder, 'parallax.yml'), 'name: closed\n');
  writeFileSync(join(folder, 'tiny.vsp'), TINY);
  // Stands in the way of the store for every user, where a folder that cannot be written stops all but one.
  writeFileSync(join(folder, '.parallax'), '');
  const { code, stdout } = await sandbox.run(['check', folder]);
  expect(code, stdout).toBe(0);
  expect(stdout).toContain('1 checked: 0 errors');
});

it('checks rules also where what is recorded cannot be read, and says what it could not look for', async () => {
  const folder = join(sandbox.folder, 'unread');
  mkdirSync(join(folder, '.parallax'), { recursive: true });
  writeFileSync(join(folder, 'parallax.yml'), 'name: unread\n');
  writeFileSync(join(folder, 'tiny.vsp'), TINY);
  const rule =
    'id: one, node: "*", step: "*", path: x, kind: value, ignore: true, reason: r, owner: a, expires: never';
  writeFileSync(join(folder, 'equivalences.yml'), `rules:\n  - {${rule}}\n`);
  const whole = await sandbox.run(['check', folder]);
  expect([whole.code, whole.stderr]).toEqual([0, '']);
  writeFileSync(join(folder, '.parallax', 'traces.db'), 'no database');
  const { code, stdout, stderr } = await sandbox.run(['check', folder]);
  expect(code).toBe(0);
  expect(stdout).toContain('1 checked: 0 errors');
  expect(stderr).toMatch(/^equivalences\.yml: unused rules are not looked for: .*\n$/);
});

it('says nothing when nobody reads its output any more', async () => {
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, '../../bin/parallax.mjs'),
      'run',
      join(lone, 'tiny.vsp'),
      '--input',
      '{"x":1}',
    ],
    { env: { ...process.env, PARALLAX_HOME: join(sandbox.folder, 'home') } },
  );
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

it('tells of settings in parallax.yml that are none', async () => {
  const folder = join(sandbox.folder, 'typo');
  mkdirSync(folder);
  writeFileSync(join(folder, 'tiny.vsp'), TINY);
  writeFileSync(join(folder, 'parallax.yml'), 'name: typo\neffect: share\n');
  const { code, stdout } = await sandbox.run(['check', folder]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/parallax\.yml:2:\d+: warning: effect is no setting/);
});
