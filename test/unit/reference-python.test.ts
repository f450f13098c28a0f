import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { pythonFolder } from '../../src-main/runtimes/reference/python-files.ts';
import { pythonExecutable } from '../support/run-reference.ts';

const run = promisify(execFile);
const tests = fileURLToPath(new URL('./python/', import.meta.url));

test('the support package passes its own tests', async ({ skip }) => {
  const python = await pythonExecutable();
  if (python === null) return skip('no Python 3.10 or newer');
  const env = { ...process.env, PYTHONPATH: pythonFolder() };
  const { stderr } = await run(python, ['-B', '-X', 'utf8', '-m', 'unittest', 'discover', '-s', tests], {
    env,
  });
  expect(stderr).toMatch(/Ran \d{2,} tests/);
  expect(stderr).toMatch(/\nOK\s*$/);
});
