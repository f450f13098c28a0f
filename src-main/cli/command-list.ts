import type { Command } from 'commander';

interface ListedCommand {
  /** What `--help` says of it. */
  readonly about: string;
  /** What gives it its options and what it does: loaded when it is called, so that a quick one answers quickly. */
  readonly load: () => Promise<(command: Command) => void>;
}

/** In the order of `--help`. */
export const commands: Readonly<Record<string, ListedCommand>> = {
  check: {
    about: 'check nodes: everything that is wrong, with position and what to do',
    load: async () => (await import('./commands/check.ts')).defineCheck,
  },
  run: {
    about: 'run a node on both paths, or one, and compare',
    load: async () => (await import('./commands/run.ts')).defineRun,
  },
  test: {
    about: 'run the nodes’ own test cases on both paths',
    load: async () => (await import('./commands/test.ts')).defineTest,
  },
  debug: {
    about: 'step through a node on both paths in the terminal',
    load: async () => (await import('./commands/debug.ts')).defineDebug,
  },
  codegen: {
    about: 'print the Python that the reference path runs',
    load: async () => (await import('./commands/codegen.ts')).defineCodegen,
  },
  traces: {
    about: 'list and search recorded traces, newest first',
    load: async () => (await import('./commands/traces.ts')).defineTraces,
  },
  show: {
    about: 'show a recorded comparison, or one trace of it: steps with values, divergences, hash',
    load: async () => (await import('./commands/show.ts')).defineShow,
  },
  export: {
    about: 'write recorded comparisons to one .ptrace file, redacted as they are stored',
    load: async () => (await import('./commands/export.ts')).defineExport,
  },
  import: {
    about: 'take in the comparisons of a .ptrace file: all that are not there yet, or none',
    load: async () => (await import('./commands/import.ts')).defineImport,
  },
  backup: {
    about: 'copy the trace store while it is in use, with a SHA-256 manifest beside it',
    load: async () => (await import('./commands/backup.ts')).defineBackup,
  },
  restore: {
    about: 'put a backup in the place of the trace store; the old one is kept beside it',
    load: async () => (await import('./commands/restore.ts')).defineRestore,
  },
  prune: {
    about: 'take out deleted runs and those that library.retention does not keep, and give the space back',
    load: async () => (await import('./commands/prune.ts')).definePrune,
  },
  replay: {
    about: 'run a recorded trace again: as it was, or with something changed from any step',
    load: async () => (await import('./commands/replay.ts')).defineReplay,
  },
  diff: {
    about: 'compare any two recorded traces: two paths, two times, two versions, two inputs',
    load: async () => (await import('./commands/diff.ts')).defineDiff,
  },
  report: {
    about: 'write what a recorded comparison shows, for people without the application',
    load: async () => (await import('./commands/report.ts')).defineReport,
  },
  ingest: {
    about: 'store runs of any program, written by an emitter, as traces',
    load: async () => (await import('./commands/ingest.ts')).defineIngest,
  },
  llm: {
    about: 'providers of language models: one request, many wires, and what each one loses',
    load: async () => (await import('./commands/llm.ts')).defineLlm,
  },
  proxy: {
    about: 'carry the calls of programs to language models, and record each as a trace',
    load: async () => (await import('./commands/proxy.ts')).defineProxy,
  },
  serve: {
    about: 'serve the application to a browser on this machine',
    load: async () => (await import('./commands/serve.ts')).defineServe,
  },
};
