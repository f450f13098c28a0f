import { createTRPCClient, createWSClient, TRPCClientError, wsLink } from '@trpc/client';
import type { Api, SessionCommand, StartOptions } from '../../shared/api/api.ts';
import type { BreakpointsView } from '../../shared/api/breakpoints.ts';
import type { ApiErrorCode } from '../../shared/api/error.ts';
import type { EvaluationView } from '../../shared/api/history.ts';
import type { LlmRunView } from '../../shared/api/llm.ts';
import type { LlmProxyView } from '../../shared/api/llm-proxy.ts';
import type { ProofView, RerunView } from '../../shared/api/replay.ts';
import type { AppRouter } from '../../shared/api/router.ts';
import type { ComparisonView, WorkspaceView } from '../../shared/api/view.ts';
import { wire } from '../../shared/api/wire.ts';
import { errorText } from '../../shared/error-text.ts';
import { connectionClosed, connectionOpened } from './connection.ts';
import type { Transport } from './transport.ts';

/** The API as this side sees it: every answer is a promise, every watch a listener that can be stopped. */
export type Client = {
  readonly [Group in keyof Api]: {
    readonly [Call in Exclude<
      keyof Api[Group],
      'watch' | 'watchProof' | 'watchEvaluation'
    >]: Api[Group][Call] extends (...args: infer Args) => infer Result
      ? (...args: Args) => Promise<Awaited<Result>>
      : never;
  };
} & {
  readonly watchWorkspace: (listener: (view: WorkspaceView) => void) => Stop;
  readonly watchComparison: (
    comparison: string,
    /** The row whose surroundings come with the first view; null: where the comparison begins. */
    row: number | null,
    listener: (view: ComparisonView) => void,
    failed: (error: Failure) => void,
  ) => Stop;
  readonly watchBreakpoints: (listener: (view: BreakpointsView) => void) => Stop;
  readonly watchReplay: (
    replay: string,
    listener: (view: RerunView) => void,
    failed: (error: Failure) => void,
  ) => Stop;
  readonly watchProof: (
    proof: string,
    listener: (view: ProofView) => void,
    failed: (error: Failure) => void,
  ) => Stop;
  readonly watchEvaluation: (
    evaluation: string,
    listener: (view: EvaluationView) => void,
    failed: (error: Failure) => void,
  ) => Stop;
  readonly watchLlmRun: (
    run: string,
    listener: (view: LlmRunView) => void,
    failed: (error: Failure) => void,
  ) => Stop;
  readonly watchLlmProxy: (listener: (view: LlmProxyView) => void, failed: (error: Failure) => void) => Stop;
  readonly chooseFolder: Transport['chooseFolder'];
};

export type Stop = () => void;

/** An expected failure: one sentence and its code. */
export interface Failure {
  readonly code: ApiErrorCode;
  readonly message: string;
}

const CODES: ReadonlySet<string> = new Set<ApiErrorCode>([
  'not_found',
  'invalid',
  'conflict',
  'not_trusted',
  'unavailable',
  'refused',
  'internal',
]);

export function failureOf(error: unknown): Failure {
  const message = errorText(error);
  const data: unknown = error instanceof TRPCClientError ? error.data : undefined;
  const code = typeof data === 'object' && data !== null && 'code' in data ? data.code : undefined;
  return { code: typeof code === 'string' && CODES.has(code) ? (code as ApiErrorCode) : 'internal', message };
}

let current: Client | undefined;

export function api(): Client {
  if (!current) throw new Error('The API is used before it is connected');
  return current;
}

export function connectApi(transport: Transport): void {
  const socket = createWSClient({
    url: transport.url,
    WebSocket: transport.socket,
    experimental_encoder: wire,
    onOpen: connectionOpened,
    onClose: () => void connectionClosed(transport.answers),
    retryDelayMs: (attempt) => Math.min(250 * 2 ** attempt, 4000),
  });
  const client = createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client: socket })] });
  current = {
    workspace: {
      view: () => client.workspace.view.query(),
      trust: () => client.workspace.trust.mutate(),
      open: (folder) => client.workspace.open.mutate({ folder }),
      recent: () => client.workspace.recent.query(),
    },
    nodes: {
      read: (node) => client.nodes.read.query({ node }),
      check: (node, text) => client.nodes.check.query({ node, text }),
      save: (node, text, baseHash) => client.nodes.save.mutate({ node, text, baseHash }),
      create: (file) => client.nodes.create.mutate({ file }),
      complete: (node, text, line, column) => client.nodes.complete.query({ node, text, line, column }),
      hover: (node, text, line, column) => client.nodes.hover.query({ node, text, line, column }),
      source: (file) => client.nodes.source.query({ file }),
    },
    sessions: {
      start: (options: StartOptions) =>
        client.sessions.start.mutate({
          ...options,
          inputs: options.inputs as Record<string, never>,
          paths: [...options.paths],
        }),
      command: (comparison: string, command: SessionCommand) =>
        client.sessions.command.mutate({ comparison, ...command }),
    },
    comparisons: {
      list: (query) => client.comparisons.list.query(query),
      view: (comparison) => client.comparisons.view.query({ comparison }),
      rows: (comparison, from, count) => client.comparisons.rows.query({ comparison, from, count }),
      place: (comparison, row, moment) =>
        client.comparisons.place.query({ comparison, row, ...(moment ? { moment } : {}) }),
      detail: (comparison, row, moment) =>
        client.comparisons.detail.query({ comparison, row, ...(moment ? { moment } : {}) }),
      value: (comparison, row, variable, moment) =>
        client.comparisons.value.query({ comparison, row, variable, ...(moment ? { moment } : {}) }),
      range: (comparison, from, to) => client.comparisons.range.query({ comparison, from, to }),
      locate: (comparison, path, event) => client.comparisons.locate.query({ comparison, path, event }),
      timeline: (comparison, window, most, around) =>
        client.comparisons.timeline.query({
          comparison,
          window,
          most,
          ...(around === undefined ? {} : { around }),
        }),
      databases: (comparison, row, moment) =>
        client.comparisons.databases.query({ comparison, row, ...(moment ? { moment } : {}) }),
      table: (comparison, row, query, moment) =>
        client.comparisons.table.query({ comparison, row, query, ...(moment ? { moment } : {}) }),
      sources: (comparison) => client.comparisons.sources.query({ comparison }),
      pair: (a, b) => client.comparisons.pair.query({ a, b }),
    },
    breakpoints: {
      list: () => client.breakpoints.list.query(),
      add: (breakpoint) => client.breakpoints.add.mutate({ breakpoint }),
      edit: (number, breakpoint) => client.breakpoints.edit.mutate({ number, breakpoint }),
      remove: (ids) => client.breakpoints.remove.mutate({ ids }),
      enable: (ids, enabled) => client.breakpoints.enable.mutate({ ids, enabled }),
      hits: (comparison) => client.breakpoints.hits.query({ comparison }),
      next: (comparison, row, direction) => client.breakpoints.next.query({ comparison, row, direction }),
    },
    exchange: {
      report: (comparison, format) => client.exchange.report.mutate({ comparison, format }),
      ingest: (request) => client.exchange.ingest.mutate(request),
    },
    llm: {
      providers: () => client.llm.providers.query(),
      demo: () => client.llm.demo.mutate(),
      examples: () => client.llm.examples.query(),
      read: (text, from) => client.llm.read.query({ text, from }),
      composed: () => client.llm.composed.query(),
      keepComposed: (folder, composed) => client.llm.keepComposed.mutate({ folder, composed }),
      losses: (request, policy) => client.llm.losses.query({ request, policy }),
      wire: (request, target, policy) => client.llm.wire.query({ request, target, policy }),
      test: (target) => client.llm.test.mutate({ target }),
      setKey: (provider, key) => client.llm.setKey.mutate({ provider, key }),
      removeKey: (provider) => client.llm.removeKey.mutate({ provider }),
      saveProvider: (provider) => client.llm.saveProvider.mutate({ provider }),
      removeProvider: (provider) => client.llm.removeProvider.mutate({ provider }),
      start: (options) => client.llm.start.mutate(options),
      cancel: (run, target) => client.llm.cancel.mutate({ run, target }),
      runs: () => client.llm.runs.query(),
      deleteRun: (run, deleted) => client.llm.deleteRun.mutate({ run, deleted }),
      report: (run, format) => client.llm.report.query({ run, format }),
      recorded: (comparison) => client.llm.recorded.query({ comparison }),
      recall: (source) => client.llm.recall.query({ source }),
    },
    llmProxy: {
      keep: (options) => client.llmProxy.keep.mutate(options),
      start: (options) => client.llmProxy.start.mutate(options),
      stop: () => client.llmProxy.stop.mutate(),
    },
    history: {
      of: (comparison, at, writes) => client.history.of.query({ comparison, at, writes }),
      why: (comparison, target) => client.history.why.query({ comparison, target }),
      row: (comparison, step, occ) => client.history.row.query({ comparison, step, occ }),
      evaluate: (evaluation) => client.history.evaluate.mutate({ evaluation }),
      evaluationRows: (id, from, count) => client.history.evaluationRows.query({ id, from, count }),
      cancelEvaluation: (id) => client.history.cancelEvaluation.mutate({ id }),
    },
    ledger: {
      list: () => client.ledger.list.query(),
      add: (rules) => client.ledger.add.mutate({ rules }),
      change: (rule) => client.ledger.change.mutate({ rule }),
      remove: (id) => client.ledger.remove.mutate({ id }),
      undo: (id) => client.ledger.undo.mutate({ id }),
    },
    library: {
      search: (query) => client.library.search.query(query),
      groups: (filter, by) => client.library.groups.query({ ...filter, by }),
      statistics: () => client.library.statistics.query(),
      retention: () => client.library.retention.query(),
      prune: () => client.library.prune.mutate(),
      saveElsewhere: (to) => client.library.saveElsewhere.mutate({ to }),
      tag: (comparisons, tag) => client.library.tag.mutate({ comparisons, tag }),
      untag: (comparisons, tag) => client.library.untag.mutate({ comparisons, tag }),
      rename: (comparison, name) => client.library.rename.mutate({ comparison, name }),
      pin: (comparisons, pinned) => client.library.pin.mutate({ comparisons, pinned }),
      delete: (comparisons) => client.library.delete.mutate({ comparisons }),
      undelete: (comparisons) => client.library.undelete.mutate({ comparisons }),
      export: (what) => client.library.export.mutate(what),
      import: (from) => client.library.import.mutate(from),
    },
    replay: {
      point: (comparison, from) => client.replay.point.query({ comparison, from }),
      plan: (options) => client.replay.plan.query({ options }),
      start: (options) => client.replay.start.mutate({ options }),
      answer: (replay, question, decision) => client.replay.answer.mutate({ replay, question, decision }),
      cancel: (replay) => client.replay.cancel.mutate({ replay }),
      branches: (comparison) => client.replay.branches.query({ comparison }),
      branch: (comparison) => client.replay.branch.query({ comparison }),
      branchRows: (comparison, from, count) => client.replay.branchRows.query({ comparison, from, count }),
      prove: (proof) => client.replay.prove.mutate({ proof }),
      proofRows: (id, of, from, count) => client.replay.proofRows.query({ id, of, from, count }),
      cancelProof: (id) => client.replay.cancelProof.mutate({ id }),
      applyFix: (comparison) => client.replay.applyFix.mutate({ comparison }),
      applyMerge: (comparison, text, theirsHash) =>
        client.replay.applyMerge.mutate({ comparison, text, theirsHash }),
      appliedFix: (comparison) => client.replay.appliedFix.query({ comparison }),
      undoFix: (comparison) => client.replay.undoFix.mutate({ comparison }),
      testCaseNeeds: (comparison) => client.replay.testCaseNeeds.query({ comparison }),
      saveTestCase: (testCase) => client.replay.saveTestCase.mutate({ testCase }),
    },
    watchWorkspace: (listener) => {
      const subscription = client.workspace.watch.subscribe(undefined, { onData: listener });
      return () => subscription.unsubscribe();
    },
    watchComparison: (comparison, row, listener, failed) => {
      const subscription = client.comparisons.watch.subscribe(
        row === null ? { comparison } : { comparison, row },
        { onData: listener, onError: (error) => failed(failureOf(error)) },
      );
      return () => subscription.unsubscribe();
    },
    watchBreakpoints: (listener) => {
      const subscription = client.breakpoints.watch.subscribe(undefined, { onData: listener });
      return () => subscription.unsubscribe();
    },
    watchReplay: (replay, listener, failed) => {
      const subscription = client.replay.watch.subscribe(
        { replay },
        { onData: listener, onError: (error) => failed(failureOf(error)) },
      );
      return () => subscription.unsubscribe();
    },
    watchProof: (id, listener, failed) => {
      const subscription = client.replay.watchProof.subscribe(
        { id },
        { onData: listener, onError: (error) => failed(failureOf(error)) },
      );
      return () => subscription.unsubscribe();
    },
    watchEvaluation: (id, listener, failed) => {
      const subscription = client.history.watchEvaluation.subscribe(
        { id },
        { onData: listener, onError: (error) => failed(failureOf(error)) },
      );
      return () => subscription.unsubscribe();
    },
    watchLlmRun: (run, listener, failed) => {
      const subscription = client.llm.watch.subscribe(
        { run },
        { onData: listener, onError: (error) => failed(failureOf(error)) },
      );
      return () => subscription.unsubscribe();
    },
    watchLlmProxy: (listener, failed) => {
      const subscription = client.llmProxy.watch.subscribe(undefined, {
        onData: listener,
        onError: (error) => failed(failureOf(error)),
      });
      return () => subscription.unsubscribe();
    },
    chooseFolder: transport.chooseFolder,
  };
}
