import type { Diagnostic, Range } from '../node/source.ts';
import type { PathModels, PathName } from '../trace/comparison.ts';
import type { Canonical, CanonicalObject } from '../values/canonical.ts';
import type { BreakpointsApi } from './breakpoints.ts';
import type { DatabasesView, TablePage, TableQuery } from './database.ts';
import type { VariableQuery } from './excerpt.ts';
import type { ExchangeApi } from './exchange.ts';
import type { HistoryApi } from './history.ts';
import type { LedgerEdited, LedgerRule, LedgerView, NewLedgerRule } from './ledger.ts';
import type {
  ExportedFile,
  ImportReport,
  LibraryFilter,
  LibraryGroup,
  LibraryItem,
  LibraryPage,
  LibraryQuery,
  LibraryRetention,
  LibraryStatistics,
  PruneResult,
  SavedStore,
} from './library.ts';
import type { LlmApi } from './llm.ts';
import type { LlmProxyApi } from './llm-proxy.ts';
import type { ReplayApi } from './replay.ts';
import type { LocatedEvent, Moment, TimelineWindow } from './timeline.ts';
import type {
  ComparisonView,
  GeneratedSource,
  NodeDetail,
  OutlineStep,
  RangeDetail,
  RowDetail,
  RowPlace,
  RunListItem,
  StepRow,
  WorkspaceView,
} from './view.ts';

/**
 * The one API between what shows and what runs. Main implements it (src-main/api), the router (router.ts) checks its inputs,
 * a transport (WebSocket, Electron MessagePort) carries it. Failures are thrown as ApiError.
 */
export interface Api {
  readonly workspace: {
    view(): WorkspaceView;
    /** The view now and after every change, until the iterator is returned. */
    watch(): AsyncIterable<WorkspaceView>;
    /** Allows the workspace's handlers and services to run, and remembers it for this folder. */
    trust(): Promise<WorkspaceView>;
    /** Opens another folder in place of this one (Electron shows a folder dialog first). */
    open(folder: string): Promise<WorkspaceView>;
    /** Recently opened folders, newest first. */
    recent(): readonly string[];
  };
  readonly nodes: {
    read(node: string): Promise<NodeDetail>;
    /** Checks text that is not saved. */
    check(node: string, text: string): Promise<CheckResult>;
    /** Refused with `conflict` when the file's hash is no longer `baseHash`. */
    save(node: string, text: string, baseHash: string): Promise<NodeDetail>;
    create(file: string): Promise<NodeDetail>;
    complete(node: string, text: string, line: number, column: number): Promise<readonly Completion[]>;
    hover(node: string, text: string, line: number, column: number): Promise<Hover | null>;
    /** A source file that a path executes: `handlers/round_tax.mjs`. */
    source(file: string): Promise<{ readonly file: string; readonly text: string }>;
  };
  readonly sessions: {
    /** Starts a live comparison; its id is the comparison's id. */
    start(options: StartOptions): Promise<string>;
    /** Resolves when the command was accepted, not when the paths have stopped again: watch tells. */
    command(comparison: string, command: SessionCommand): Promise<void>;
  };
  readonly comparisons: {
    list(query: {
      readonly node?: string;
      readonly limit: number;
      readonly before?: string;
    }): readonly RunListItem[];
    view(comparison: string): Promise<ComparisonView>;
    /** The view now and after every change; the first one with the rows around `row`, or around where it begins. */
    watch(comparison: string, row?: number): AsyncIterable<ComparisonView>;
    /** Rows [from, from + count), at most 500. */
    rows(comparison: string, from: number, count: number): Promise<readonly StepRow[]>;
    /** The rows around a row, and what detail says of it. */
    place(comparison: string, row: number, moment?: Moment): Promise<RowPlace>;
    /** `moment`: variables and stacks as they were then, on both paths, rather than after the row. */
    detail(comparison: string, row: number, moment?: Moment): Promise<RowDetail>;
    /** The whole of a variable of which the detail has an excerpt. */
    value(comparison: string, row: number, variable: VariableQuery, moment?: Moment): Promise<Canonical>;
    /** Everything that happened in the rows [from, to]. */
    range(comparison: string, from: number, to: number): Promise<RangeDetail>;
    /** Where an event of a path lies, by its index in the trace. */
    locate(comparison: string, path: PathName, event: number): Promise<LocatedEvent>;
    /** A part of the time axis, [0, 1] being all of it, in about `most` bars; moved so that the row `around` is in it. */
    timeline(
      comparison: string,
      window: { readonly from: number; readonly to: number },
      most: number,
      around?: number,
    ): Promise<TimelineWindow>;
    /** The workspace's databases as they were after the row, or at the moment: of recorded comparisons. */
    databases(comparison: string, row: number, moment?: Moment): Promise<DatabasesView>;
    table(comparison: string, row: number, query: TableQuery, moment?: Moment): Promise<TablePage>;
    /** The sources as they were when it ran. */
    sources(comparison: string): Promise<ComparisonSources>;
    /** Any two recorded traces beside each other: the id under which they are looked at like any comparison. */
    pair(a: string, b: string): Promise<string>;
  };
  readonly breakpoints: BreakpointsApi;
  readonly replay: ReplayApi;
  readonly history: HistoryApi;
  readonly exchange: ExchangeApi;
  readonly llm: LlmApi;
  readonly llmProxy: LlmProxyApi;
  /** The equivalence ledger, `equivalences.yml`: differences that somebody has accepted. */
  readonly ledger: {
    list(): LedgerView;
    /** Adds rules to the file and keeps the rest as it is; refused with `conflict` where the file cannot take them. */
    add(rules: readonly NewLedgerRule[]): Promise<LedgerEdited>;
    /** Writes a rule anew, under its id. */
    change(rule: LedgerRule): Promise<LedgerEdited>;
    remove(rule: string): Promise<LedgerEdited>;
    /** Takes an edit back; refused with `conflict` where the file has changed since. */
    undo(edit: string): Promise<LedgerView>;
  };
  /** All recorded comparisons: finding, labelling, taking out, carrying elsewhere. What changes them resolves to how many changed. */
  readonly library: {
    search(query: LibraryQuery): Promise<LibraryPage<LibraryItem>>;
    groups(filter: LibraryFilter, by: 'node' | 'step'): readonly LibraryGroup[];
    statistics(): LibraryStatistics;
    retention(): LibraryRetention;
    /** Takes out what was deleted and what retention does not keep, and gives the space back. */
    prune(): Promise<PruneResult>;
    /** Copies all that is recorded, with what a full disk has no room for, to a new file or into a folder. */
    saveElsewhere(to: string): Promise<SavedStore>;
    tag(comparisons: readonly string[], tag: string): Promise<number>;
    untag(comparisons: readonly string[], tag: string): Promise<number>;
    /** null takes the name away. */
    rename(comparison: string, name: string | null): Promise<number>;
    /** Pinned ones are kept whatever retention says. */
    pin(comparisons: readonly string[], pinned: boolean): Promise<number>;
    /** They can be had back for a day. */
    delete(comparisons: readonly string[]): Promise<number>;
    undelete(comparisons: readonly string[]): Promise<number>;
    export(what: {
      readonly comparisons: readonly string[];
      /** Also the databases as they were when the runs began. */
      readonly databases: boolean;
    }): Promise<ExportedFile>;
    /** A .ptrace file by its path, or its bytes as base64 and how it is called where something is wrong with it. */
    import(
      from: { readonly file: string } | { readonly data: string; readonly name: string },
    ): Promise<ImportReport>;
  };
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly outline: readonly OutlineStep[] | null;
  readonly generated: GeneratedSource | null;
}

export interface Completion {
  readonly label: string;
  readonly kind: 'field' | 'operation' | 'type' | 'value' | 'variable' | 'function' | 'snippet';
  readonly detail: string;
  readonly documentation: string;
  readonly insertText: string;
  readonly snippet: boolean;
  readonly range: Range;
}

export interface Hover {
  readonly range: Range;
  /** Plain text with `code` in backticks. */
  readonly text: string;
}

export interface StartOptions {
  readonly node: string;
  readonly inputs: CanonicalObject;
  readonly effects: 'share' | 'each' | 'deny';
  readonly paths: readonly PathName[];
  /** `PROVIDER/MODEL` that answers a path's language model steps, whatever they name; each path then asks for itself. */
  readonly models?: PathModels;
  /** Stop before the first step, or go on to the first divergence. */
  readonly stopOnEntry: boolean;
}

/** `path` limits a command to one path: both when absent. */
export type SessionCommand = {
  readonly kind: 'continue' | 'over' | 'into' | 'out' | 'back' | 'reverse' | 'pause' | 'stop' | 'restart';
  readonly path?: PathName;
};

export interface ComparisonSources {
  readonly node: { readonly file: string; readonly text: string; readonly outline: readonly OutlineStep[] };
  readonly generated: GeneratedSource | null;
  readonly handlers: readonly {
    readonly name: string;
    readonly file: string;
    readonly path: PathName;
    readonly text: string;
  }[];
}
