import { z } from 'zod';
import { llmProxyRouter, llmRouter } from './llm-router.ts';
import {
  editPoint,
  proofClass,
  proofOptions,
  rerunDecision,
  rerunOptions,
  testCaseOptions,
} from './replay-schema.ts';
import {
  breakpoint,
  breakpointIds,
  comparisons,
  evaluation,
  filter,
  id,
  label,
  ledgerRule,
  moment,
  name,
  path,
  position,
  record,
  share,
  tableQuery,
  text,
  valueAt,
  whyTarget,
} from './schema.ts';
import { t } from './trpc.ts';

/** Every procedure, its inputs checked; implementations come with the context. */
export const router = t.router({
  workspace: t.router({
    view: t.procedure.query(({ ctx }) => ctx.api.workspace.view()),
    watch: t.procedure.subscription(({ ctx }) => ctx.api.workspace.watch()),
    trust: t.procedure.mutation(({ ctx }) => ctx.api.workspace.trust()),
    open: t.procedure
      .input(z.object({ folder: z.string().min(1).max(4096) }))
      .mutation(({ ctx, input }) => ctx.api.workspace.open(input.folder)),
    recent: t.procedure.query(({ ctx }) => ctx.api.workspace.recent()),
  }),
  nodes: t.router({
    read: t.procedure.input(z.object({ node: id })).query(({ ctx, input }) => ctx.api.nodes.read(input.node)),
    check: t.procedure
      .input(z.object({ node: id, text }))
      .query(({ ctx, input }) => ctx.api.nodes.check(input.node, input.text)),
    save: t.procedure
      .input(z.object({ node: id, text, baseHash: id }))
      .mutation(({ ctx, input }) => ctx.api.nodes.save(input.node, input.text, input.baseHash)),
    create: t.procedure
      .input(z.object({ file: z.string().min(1).max(1024) }))
      .mutation(({ ctx, input }) => ctx.api.nodes.create(input.file)),
    complete: t.procedure
      .input(z.object({ node: id, text, ...position }))
      .query(({ ctx, input }) => ctx.api.nodes.complete(input.node, input.text, input.line, input.column)),
    hover: t.procedure
      .input(z.object({ node: id, text, ...position }))
      .query(({ ctx, input }) => ctx.api.nodes.hover(input.node, input.text, input.line, input.column)),
    source: t.procedure
      .input(z.object({ file: z.string().min(1).max(1024) }))
      .query(({ ctx, input }) => ctx.api.nodes.source(input.file)),
  }),
  sessions: t.router({
    start: t.procedure
      .input(
        z.object({
          node: id,
          inputs: record,
          effects: z.enum(['share', 'each', 'deny']),
          paths: z.array(path).min(1).max(2),
          models: z.strictObject({ reference: id.optional(), direct: id.optional() }).optional(),
          stopOnEntry: z.boolean(),
        }),
      )
      .mutation(({ ctx, input: { models, ...input } }) =>
        ctx.api.sessions.start({ ...input, ...(models ? { models } : {}) }),
      ),
    command: t.procedure
      .input(
        z.object({
          comparison: id,
          kind: z.enum(['continue', 'over', 'into', 'out', 'back', 'reverse', 'pause', 'stop', 'restart']),
          path: path.optional(),
        }),
      )
      .mutation(({ ctx, input }) =>
        ctx.api.sessions.command(input.comparison, {
          kind: input.kind,
          ...(input.path ? { path: input.path } : {}),
        }),
      ),
  }),
  comparisons: t.router({
    list: t.procedure
      .input(z.object({ node: id.optional(), limit: z.int().min(1).max(500), before: id.optional() }))
      .query(({ ctx, input }) =>
        ctx.api.comparisons.list({
          limit: input.limit,
          ...(input.node ? { node: input.node } : {}),
          ...(input.before ? { before: input.before } : {}),
        }),
      ),
    view: t.procedure
      .input(z.object({ comparison: id }))
      .query(({ ctx, input }) => ctx.api.comparisons.view(input.comparison)),
    watch: t.procedure
      .input(z.object({ comparison: id, row: z.int().min(0).optional() }))
      .subscription(({ ctx, input }) => ctx.api.comparisons.watch(input.comparison, input.row)),
    rows: t.procedure
      .input(z.object({ comparison: id, from: z.int().min(0), count: z.int().min(1).max(500) }))
      .query(({ ctx, input }) => ctx.api.comparisons.rows(input.comparison, input.from, input.count)),
    place: t.procedure
      .input(z.object({ comparison: id, row: z.int().min(0), moment: moment.optional() }))
      .query(({ ctx, input }) => ctx.api.comparisons.place(input.comparison, input.row, input.moment)),
    detail: t.procedure
      .input(z.object({ comparison: id, row: z.int().min(0), moment: moment.optional() }))
      .query(({ ctx, input }) => ctx.api.comparisons.detail(input.comparison, input.row, input.moment)),
    value: t.procedure
      .input(
        z.object({
          comparison: id,
          row: z.int().min(0),
          variable: z.object({ path, name: z.string().max(200) }),
          moment: moment.optional(),
        }),
      )
      .query(({ ctx, input }) =>
        ctx.api.comparisons.value(input.comparison, input.row, input.variable, input.moment),
      ),
    range: t.procedure
      .input(z.object({ comparison: id, from: z.int().min(0), to: z.int().min(0) }))
      .query(({ ctx, input }) => ctx.api.comparisons.range(input.comparison, input.from, input.to)),
    locate: t.procedure
      .input(z.object({ comparison: id, path, event: z.int().min(0) }))
      .query(({ ctx, input }) => ctx.api.comparisons.locate(input.comparison, input.path, input.event)),
    timeline: t.procedure
      .input(
        z.object({
          comparison: id,
          window: z.object({ from: share, to: share }),
          most: z.int().min(1).max(2000),
          around: z.int().min(0).optional(),
        }),
      )
      .query(({ ctx, input: { comparison, window, most, around } }) =>
        ctx.api.comparisons.timeline(comparison, window, most, around),
      ),
    databases: t.procedure
      .input(z.object({ comparison: id, row: z.int().min(0), moment: moment.optional() }))
      .query(({ ctx, input }) => ctx.api.comparisons.databases(input.comparison, input.row, input.moment)),
    table: t.procedure
      .input(z.object({ comparison: id, row: z.int().min(0), query: tableQuery, moment: moment.optional() }))
      .query(({ ctx, input }) =>
        ctx.api.comparisons.table(input.comparison, input.row, input.query, input.moment),
      ),
    sources: t.procedure
      .input(z.object({ comparison: id }))
      .query(({ ctx, input }) => ctx.api.comparisons.sources(input.comparison)),
    pair: t.procedure
      .input(z.object({ a: id, b: id }))
      .query(({ ctx, input }) => ctx.api.comparisons.pair(input.a, input.b)),
  }),
  breakpoints: t.router({
    list: t.procedure.query(({ ctx }) => ctx.api.breakpoints.list()),
    watch: t.procedure.subscription(({ ctx }) => ctx.api.breakpoints.watch()),
    add: t.procedure
      .input(z.object({ breakpoint }))
      .mutation(({ ctx, input }) => ctx.api.breakpoints.add(input.breakpoint)),
    edit: t.procedure
      .input(z.object({ number: z.int().min(1), breakpoint }))
      .mutation(({ ctx, input }) => ctx.api.breakpoints.edit(input.number, input.breakpoint)),
    remove: t.procedure
      .input(z.object({ ids: breakpointIds }))
      .mutation(({ ctx, input }) => ctx.api.breakpoints.remove(input.ids)),
    enable: t.procedure
      .input(z.object({ ids: breakpointIds, enabled: z.boolean() }))
      .mutation(({ ctx, input }) => ctx.api.breakpoints.enable(input.ids, input.enabled)),
    hits: t.procedure
      .input(z.object({ comparison: id }))
      .query(({ ctx, input }) => ctx.api.breakpoints.hits(input.comparison)),
    next: t.procedure
      .input(z.object({ comparison: id, row: z.int().min(-1), direction: z.enum(['forward', 'backward']) }))
      .query(({ ctx, input }) => ctx.api.breakpoints.next(input.comparison, input.row, input.direction)),
  }),
  replay: t.router({
    point: t.procedure
      .input(editPoint)
      .query(({ ctx, input }) => ctx.api.replay.point(input.comparison, input.from)),
    plan: t.procedure
      .input(z.object({ options: rerunOptions }))
      .query(({ ctx, input }) => ctx.api.replay.plan(input.options)),
    start: t.procedure
      .input(z.object({ options: rerunOptions }))
      .mutation(({ ctx, input }) => ctx.api.replay.start(input.options)),
    watch: t.procedure
      .input(z.object({ replay: id }))
      .subscription(({ ctx, input }) => ctx.api.replay.watch(input.replay)),
    answer: t.procedure
      .input(z.object({ replay: id, question: id, decision: rerunDecision }))
      .mutation(({ ctx, input }) => ctx.api.replay.answer(input.replay, input.question, input.decision)),
    cancel: t.procedure
      .input(z.object({ replay: id }))
      .mutation(({ ctx, input }) => ctx.api.replay.cancel(input.replay)),
    branches: t.procedure
      .input(z.object({ comparison: id }))
      .query(({ ctx, input }) => ctx.api.replay.branches(input.comparison)),
    branch: t.procedure
      .input(z.object({ comparison: id }))
      .query(({ ctx, input }) => ctx.api.replay.branch(input.comparison)),
    branchRows: t.procedure
      .input(z.object({ comparison: id, from: z.int().min(0), count: z.int().min(1).max(500) }))
      .query(({ ctx, input }) => ctx.api.replay.branchRows(input.comparison, input.from, input.count)),
    prove: t.procedure
      .input(z.object({ proof: proofOptions }))
      .mutation(({ ctx, input }) => ctx.api.replay.prove(input.proof)),
    watchProof: t.procedure
      .input(z.object({ id }))
      .subscription(({ ctx, input }) => ctx.api.replay.watchProof(input.id)),
    proofRows: t.procedure
      .input(
        z.object({
          id,
          of: proofClass.nullable(),
          from: z.int().min(0),
          count: z.int().min(1).max(500),
        }),
      )
      .query(({ ctx, input }) => ctx.api.replay.proofRows(input.id, input.of, input.from, input.count)),
    cancelProof: t.procedure
      .input(z.object({ id }))
      .mutation(({ ctx, input }) => ctx.api.replay.cancelProof(input.id)),
    applyFix: t.procedure
      .input(z.object({ comparison: id }))
      .mutation(({ ctx, input }) => ctx.api.replay.applyFix(input.comparison)),
    applyMerge: t.procedure
      .input(z.object({ comparison: id, text: z.string(), theirsHash: z.string() }))
      .mutation(({ ctx, input }) =>
        ctx.api.replay.applyMerge(input.comparison, input.text, input.theirsHash),
      ),
    appliedFix: t.procedure
      .input(z.object({ comparison: id }))
      .query(({ ctx, input }) => ctx.api.replay.appliedFix(input.comparison)),
    undoFix: t.procedure
      .input(z.object({ comparison: id }))
      .mutation(({ ctx, input }) => ctx.api.replay.undoFix(input.comparison)),
    testCaseNeeds: t.procedure
      .input(z.object({ comparison: id }))
      .query(({ ctx, input }) => ctx.api.replay.testCaseNeeds(input.comparison)),
    saveTestCase: t.procedure
      .input(z.object({ testCase: testCaseOptions }))
      .mutation(({ ctx, input }) => ctx.api.replay.saveTestCase(input.testCase)),
  }),
  history: t.router({
    of: t.procedure
      .input(z.object({ comparison: id, at: valueAt, writes: z.int().min(1).max(200) }))
      .query(({ ctx, input }) => ctx.api.history.of(input.comparison, input.at, input.writes)),
    why: t.procedure
      .input(z.object({ comparison: id, target: whyTarget }))
      .query(({ ctx, input }) => ctx.api.history.why(input.comparison, input.target)),
    row: t.procedure
      .input(z.object({ comparison: id, step: name, occ: name }))
      .query(({ ctx, input }) => ctx.api.history.row(input.comparison, input.step, input.occ)),
    evaluate: t.procedure
      .input(z.object({ evaluation }))
      .mutation(({ ctx, input }) => ctx.api.history.evaluate(input.evaluation)),
    watchEvaluation: t.procedure
      .input(z.object({ id }))
      .subscription(({ ctx, input }) => ctx.api.history.watchEvaluation(input.id)),
    evaluationRows: t.procedure
      .input(z.object({ id, from: z.int().min(0), count: z.int().min(1).max(500) }))
      .query(({ ctx, input }) => ctx.api.history.evaluationRows(input.id, input.from, input.count)),
    cancelEvaluation: t.procedure
      .input(z.object({ id }))
      .mutation(({ ctx, input }) => ctx.api.history.cancelEvaluation(input.id)),
  }),
  exchange: t.router({
    report: t.procedure
      .input(z.object({ comparison: id, format: z.enum(['html', 'markdown']) }))
      .mutation(({ ctx, input }) => ctx.api.exchange.report(input.comparison, input.format)),
    ingest: t.procedure
      .input(
        z.object({
          files: z
            .array(z.object({ name: z.string().min(1).max(300), text }))
            .min(1)
            .max(20)
            .readonly(),
          skipMalformed: z.boolean(),
          sensitive: z.array(label).max(100).readonly(),
        }),
      )
      .mutation(({ ctx, input }) => ctx.api.exchange.ingest(input)),
  }),
  llm: llmRouter,
  llmProxy: llmProxyRouter,
  ledger: t.router({
    list: t.procedure.query(({ ctx }) => ctx.api.ledger.list()),
    add: t.procedure
      .input(z.object({ rules: z.array(ledgerRule).min(1).max(500).readonly() }))
      .mutation(({ ctx, input }) => ctx.api.ledger.add(input.rules)),
    change: t.procedure
      .input(z.object({ rule: ledgerRule.extend({ id }) }))
      .mutation(({ ctx, input }) => ctx.api.ledger.change(input.rule)),
    remove: t.procedure.input(z.object({ id })).mutation(({ ctx, input }) => ctx.api.ledger.remove(input.id)),
    undo: t.procedure.input(z.object({ id })).mutation(({ ctx, input }) => ctx.api.ledger.undo(input.id)),
  }),
  library: t.router({
    search: t.procedure
      .input(
        z.object({
          ...filter,
          sort: z.enum(['started', 'duration', 'node', 'status']).optional(),
          descending: z.boolean().optional(),
          limit: z.int().min(1).max(500),
          after: z.string().max(10_000).optional(),
          skip: z.int().min(0).optional(),
        }),
      )
      .query(({ ctx, input }) => ctx.api.library.search(given(input))),
    groups: t.procedure
      .input(z.object({ ...filter, by: z.enum(['node', 'step']) }))
      .query(({ ctx, input: { by, ...rest } }) => ctx.api.library.groups(given(rest), by)),
    statistics: t.procedure.query(({ ctx }) => ctx.api.library.statistics()),
    retention: t.procedure.query(({ ctx }) => ctx.api.library.retention()),
    prune: t.procedure.mutation(({ ctx }) => ctx.api.library.prune()),
    saveElsewhere: t.procedure
      .input(z.object({ to: z.string().min(1).max(4096) }))
      .mutation(({ ctx, input }) => ctx.api.library.saveElsewhere(input.to)),
    tag: t.procedure
      .input(z.object({ comparisons, tag: label }))
      .mutation(({ ctx, input }) => ctx.api.library.tag(input.comparisons, input.tag)),
    untag: t.procedure
      .input(z.object({ comparisons, tag: label }))
      .mutation(({ ctx, input }) => ctx.api.library.untag(input.comparisons, input.tag)),
    rename: t.procedure
      .input(z.object({ comparison: id, name: z.string().max(200).nullable() }))
      .mutation(({ ctx, input }) => ctx.api.library.rename(input.comparison, input.name)),
    pin: t.procedure
      .input(z.object({ comparisons, pinned: z.boolean() }))
      .mutation(({ ctx, input }) => ctx.api.library.pin(input.comparisons, input.pinned)),
    delete: t.procedure
      .input(z.object({ comparisons }))
      .mutation(({ ctx, input }) => ctx.api.library.delete(input.comparisons)),
    undelete: t.procedure
      .input(z.object({ comparisons }))
      .mutation(({ ctx, input }) => ctx.api.library.undelete(input.comparisons)),
    export: t.procedure
      .input(z.object({ comparisons, databases: z.boolean() }))
      .mutation(({ ctx, input }) => ctx.api.library.export(input)),
    import: t.procedure
      .input(
        z.union([
          z.object({ file: z.string().min(1).max(4096) }),
          z.object({ data: z.base64().max(15_000_000), name: z.string().min(1).max(255) }),
        ]),
      )
      .mutation(({ ctx, input }) => ctx.api.library.import(input)),
  }),
});

/** Without the fields that were left out. */
function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

export type AppRouter = typeof router;
