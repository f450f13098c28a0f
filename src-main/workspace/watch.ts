import { basename, relative, sep } from 'node:path';
import { CONFIG_FILE, LEDGER_FILE } from './location.ts';
import { isSkipped } from './registry.ts';

export interface WorkspaceWatcher {
  close(): Promise<void>;
}

const DEBOUNCE_MS = 80;

/** Reports files that other programs add, change or delete: nodes, parallax.yml and what nodes run; several at once. */
export async function watchFolder(
  folder: string,
  changed: (files: readonly string[]) => void,
): Promise<WorkspaceWatcher> {
  // Commands watch nothing.
  const { watch } = await import('chokidar');
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: false,
    depth: 32,
    ignored: (path) => path !== folder && isSkipped(basename(path)),
  });
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    const file = relative(folder, path).split(sep).join('/');
    if (!matters(file)) return;
    pending.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...pending];
      pending.clear();
      changed(files);
    }, DEBOUNCE_MS);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function matters(file: string): boolean {
  return (
    file === CONFIG_FILE || file === LEDGER_FILE || file.endsWith('.vsp') || file.startsWith('handlers/')
  );
}
