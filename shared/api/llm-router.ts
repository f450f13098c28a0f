import {
  llmCancel,
  llmDeleteRun,
  llmKeepComposed,
  llmKey,
  llmLosses,
  llmProvider,
  llmProxy,
  llmRead,
  llmRecall,
  llmRecorded,
  llmReport,
  llmRun,
  llmSaveProvider,
  llmStart,
  llmTarget,
  llmWire,
} from './llm-schema.ts';
import { t } from './trpc.ts';

/** `llm`: providers and their keys, and what every one of them loses, answers and costs. */
export const llmRouter = t.router({
  providers: t.procedure.query(({ ctx }) => ctx.api.llm.providers()),
  demo: t.procedure.mutation(({ ctx }) => ctx.api.llm.demo()),
  examples: t.procedure.query(({ ctx }) => ctx.api.llm.examples()),
  read: t.procedure.input(llmRead).query(({ ctx, input }) => ctx.api.llm.read(input.text, input.from)),
  composed: t.procedure.query(({ ctx }) => ctx.api.llm.composed()),
  keepComposed: t.procedure
    .input(llmKeepComposed)
    .mutation(({ ctx, input }) => ctx.api.llm.keepComposed(input.folder, input.composed)),
  losses: t.procedure
    .input(llmLosses)
    .query(({ ctx, input }) => ctx.api.llm.losses(input.request, input.policy)),
  wire: t.procedure
    .input(llmWire)
    .query(({ ctx, input }) => ctx.api.llm.wire(input.request, input.target, input.policy)),
  test: t.procedure.input(llmTarget).mutation(({ ctx, input }) => ctx.api.llm.test(input.target)),
  setKey: t.procedure
    .input(llmKey)
    .mutation(({ ctx, input }) => ctx.api.llm.setKey(input.provider, input.key)),
  removeKey: t.procedure
    .input(llmProvider)
    .mutation(({ ctx, input }) => ctx.api.llm.removeKey(input.provider)),
  saveProvider: t.procedure
    .input(llmSaveProvider)
    .mutation(({ ctx, input }) => ctx.api.llm.saveProvider(input.provider)),
  removeProvider: t.procedure
    .input(llmProvider)
    .mutation(({ ctx, input }) => ctx.api.llm.removeProvider(input.provider)),
  start: t.procedure.input(llmStart).mutation(({ ctx, input }) => ctx.api.llm.start(input)),
  watch: t.procedure.input(llmRun).subscription(({ ctx, input }) => ctx.api.llm.watch(input.run)),
  cancel: t.procedure
    .input(llmCancel)
    .mutation(({ ctx, input }) => ctx.api.llm.cancel(input.run, input.target)),
  runs: t.procedure.query(({ ctx }) => ctx.api.llm.runs()),
  deleteRun: t.procedure
    .input(llmDeleteRun)
    .mutation(({ ctx, input }) => ctx.api.llm.deleteRun(input.run, input.deleted)),
  report: t.procedure.input(llmReport).query(({ ctx, input }) => ctx.api.llm.report(input.run, input.format)),
  recorded: t.procedure.input(llmRecorded).query(({ ctx, input }) => ctx.api.llm.recorded(input.comparison)),
  recall: t.procedure.input(llmRecall).query(({ ctx, input }) => ctx.api.llm.recall(input.source)),
});

/** `llmProxy`: the recording proxy. */
export const llmProxyRouter = t.router({
  watch: t.procedure.subscription(({ ctx }) => ctx.api.llmProxy.watch()),
  keep: t.procedure.input(llmProxy).mutation(({ ctx, input }) => ctx.api.llmProxy.keep(input)),
  start: t.procedure.input(llmProxy.nullable()).mutation(({ ctx, input }) => ctx.api.llmProxy.start(input)),
  stop: t.procedure.mutation(({ ctx }) => ctx.api.llmProxy.stop()),
});
