/** `node fill-runs.ts FOLDER COUNT [branches]`: puts COUNT runs into a workspace's store that nobody has open. */
import type { Recording } from './library.ts';
import { fillWorkspace } from './many-runs.ts';

const [folder = '', count = '', more] = process.argv.slice(2);
const startedAt = Date.UTC(2025, 5, 1);
const branch = (kind: 'what_if' | 'replay' | 'proof', minutes: number): Recording => ({
  id: `cmp_${kind}`,
  startedAt: startedAt + minutes * 60_000,
  branch: { kind, of: 'cmp_original' },
});
const branches: readonly Recording[] = [
  { id: 'cmp_original', startedAt },
  branch('what_if', 1),
  branch('replay', 2),
  branch('proof', 3),
];
await fillWorkspace(folder, Number(count), more === 'branches' ? branches : []);
