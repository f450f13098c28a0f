import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Longer runs belong to `npm run test:full`, which sets PARALLAX_FULL. */
const full = process.env['PARALLAX_FULL'] === '1';

/** Not projects of vitest: each would have workers of its own, which load every module again. */
const suites = {
  unit: ['{shared,src-main,src-renderer}/**/*.test.{ts,tsx}', 'test/unit/**/*.test.ts'],
  conformance: ['test/conformance/**/*.test.ts'],
  integration: ['test/integration/**/*.test.ts'],
};

/** `npm test -- SUITE…` names those it wants; without the variable all run. */
const wanted = process.env['PARALLAX_SUITES']?.split(',') ?? Object.keys(suites);

export default defineConfig({
  test: {
    pool: 'forks',
    // V8 aborts now and then where threads come and go on processors with memory protection keys (nodejs/node#64500).
    // Child processes and command lines keep their modules compiled: every test starts some.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('./node_modules/.cache/compiled', import.meta.url)) },
    execArgv: process.arch === 'x64' ? ['--no-memory-protection-keys'] : [],
    // A fork for each file costs as much as most files do. Modules are loaded once for many: a test leaves no state in them.
    isolate: false,
    // Much of the time goes to waiting for children: two more than there are cores keep all of them busy.
    maxWorkers: availableParallelism() + 2,
    // Only for what hangs: how fast the machine is decides no test.
    testTimeout: full ? 600_000 : 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    setupFiles: ['test/support/same-examples.ts'],
    retry: 0,
    allowOnly: false,
    passWithNoTests: true,
    coverage: { enabled: false },
    exclude: ['**/node_modules/**', '**/dist/**', 'test/fixtures/**', 'test/e2e/**'],
    include: Object.entries(suites).flatMap(([name, files]) => (wanted.includes(name) ? files : [])),
  },
});
