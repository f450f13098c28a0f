import { compileCacheVariable } from './compile-cache.ts';

const PASSED =
  /^(PATH|HOME|USER|USERPROFILE|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|APPDATA|LOCALAPPDATA|LD_LIBRARY_PATH)$/i;

/** The environment of a runtime's child: what programs need to start, and not the secrets that only the broker may read. */
export function childEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) => PASSED.test(name));
  return { ...Object.fromEntries(passed), ...more };
}

/** The environment of a Node child with a program of ours. Under Electron, its own binary stands in for Node. */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  return childEnvironment({ ELECTRON_RUN_AS_NODE: '1', ...compileCacheVariable() });
}
