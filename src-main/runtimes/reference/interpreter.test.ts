import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chooseInterpreter } from './interpreter.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-interpreter-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that says of itself what a Python would, and keeps count of how often it was asked. */
function shim(name: string, answer: string): { readonly command: string; readonly asked: () => number } {
  const [command, log] = [join(folder, name), join(folder, `${name}.log`)];
  writeFileSync(command, `#!/bin/sh\necho asked >> '${log}'\necho '${answer}'\n`);
  chmodSync(command, 0o755);
  return { command, asked: () => readFileSync(log, 'utf8').split('\n').length - 1 };
}

test.skipIf(process.platform === 'win32')(
  'a command that leads to a Python is asked for it once',
  async () => {
    const python = join(folder, 'python3.12');
    writeFileSync(python, '');
    const { command, asked } = shim('python3', `3 12 1 ${python}`);
    for (const _ of [1, 2])
      expect(await chooseInterpreter(command)).toEqual({ kind: 'cpython', executable: python });
    expect(asked()).toBe(1);
    // It was taken away: where to is asked again.
    rmSync(python);
    await chooseInterpreter(command);
    expect(asked()).toBe(2);
  },
);

test.skipIf(process.platform === 'win32')('one that is too old is asked again', async () => {
  const { command, asked } = shim('old', `3 9 18 ${join(folder, 'old')}`);
  for (const _ of [1, 2]) await expect(chooseInterpreter(command)).rejects.toThrow('no Python 3.10 or newer');
  expect(asked()).toBe(2);
});
