import type { Command } from 'commander';

/** In the order of `--help`. Each is loaded when it is called, so that a quick one answers quickly. */
export const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  check: async () => (await import('./commands/check.ts')).addCheck,
  run: async () => (await import('./commands/run.ts')).addRun,
  test: async () => (await import('./commands/test.ts')).addTest,
  debug: async () => (await import('./commands/debug.ts')).addDebug,
  codegen: async () => (await import('./commands/codegen.ts')).addCodegen,
  traces: async () => (await import('./commands/traces.ts')).addTraces,
  show: async () => (await import('./commands/show.ts')).addShow,
  export: async () => (await import('./commands/export.ts')).addExport,
  import: async () => (await import('./commands/import.ts')).addImport,
  backup: async () => (await import('./commands/backup.ts')).addBackup,
  restore: async () => (await import('./commands/restore.ts')).addRestore,
  prune: async () => (await import('./commands/prune.ts')).addPrune,
  replay: async () => (await import('./commands/replay.ts')).addReplay,
  diff: async () => (await import('./commands/diff.ts')).addDiff,
  report: async () => (await import('./commands/report.ts')).addReport,
  ingest: async () => (await import('./commands/ingest.ts')).addIngest,
  llm: async () => (await import('./commands/llm.ts')).addLlm,
  proxy: async () => (await import('./commands/proxy.ts')).addProxy,
  serve: async () => (await import('./commands/serve.ts')).addServe,
};
