import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadPyodide } from 'pyodide';
import { root } from './run.mjs';

/**
 * The standard library that Pyodide brings is sources only, and compiling what its start needs is more than half of that start.
 * This is the same archive with those modules compiled beside their sources; one that is not there is compiled as before.
 */
const COMPILE = `
import sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

library = next(path for path in sys.path if path.endswith(".zip"))
started = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
with zipfile.ZipFile(library) as sources, zipfile.ZipFile("/compiled.zip", "w", zipfile.ZIP_STORED) as archive:
    for entry in sources.infolist():
        text = sources.read(entry)
        archive.writestr(entry, text)
        file = f"{library}/{entry.filename}"
        if file in started:
            code = compile(text, file, "exec", dont_inherit=True)
            compiled = zipfile.ZipInfo(entry.filename + "c", entry.date_time)
            archive.writestr(compiled, _code_to_hash_pyc(code, source_hash(text), False))
`;

/** Where the reference path's child looks for it (`src-main/runtimes/reference/pyodide/library.ts`): one for each version. */
export async function buildCompiledPython() {
  const folder = join(root, 'dist', 'python');
  const home = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const pyodide = await loadPyodide({ indexURL: `${home}/` });
  // What the support package needs of the library is compiled, too.
  const support = join(root, 'src-main/runtimes/reference/python');
  pyodide.mountNodeFS('/support', support);
  pyodide.registerJsModule('parallax_pipe', {});
  pyodide.runPython('import sys; sys.path.insert(0, "/support"); import parallax_runtime.pyodide');
  pyodide.runPython(COMPILE);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Whole or not at all: half an archive would be taken for the library.
  const half = join(folder, 'half');
  writeFileSync(half, pyodide.FS.readFile('/compiled.zip'));
  renameSync(half, join(folder, `${version}.zip`));
}
