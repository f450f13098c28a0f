import type { Api, SessionCommand } from '../../shared/api/api.ts';
import { ApiError } from '../../shared/api/error.ts';
import type {
  ComparisonView,
  NodeDetail,
  PathView,
  RowDetail,
  SessionState,
  StopReason,
  WorkspaceView,
} from '../../shared/api/view.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import * as data from './fixture-data.ts';

/** An `Api` over recorded-looking data: it lets the page be looked at and tested without runtimes. */
export function fixtureApi(options: { readonly nodes?: boolean; readonly trusted?: boolean } = {}): Api {
  const workspace = feed<WorkspaceView>({
    folder: '/home/ada/shop',
    name: 'shop',
    trusted: options.trusted ?? true,
    code: ['handlers/round_tax.py', 'handlers/round_tax.mjs', 'service payments: node services/payment.mjs'],
    nodes: options.nodes === false ? [] : data.NODES,
    diagnostics: [],
    runtimes: {
      reference: { state: 'ready', name: 'CPython 3.11.7', detail: '' },
      direct: { state: 'ready', name: 'interpreter', detail: '' },
    },
    services: [{ name: 'payments', state: 'running', detail: '' }],
    store: { bytes: 1_200_000, comparisons: 214 },
  });
  const texts = new Map<string, { text: string; hash: number }>();
  const sessions = new Map<string, Session>();
  let started = 0;

  const detail = (id: string): NodeDetail => {
    const known = workspace.value.nodes.find((node) => node.id === id);
    if (!known) throw new ApiError('not_found', `There is no node ${id} in this workspace.`);
    const kept = texts.get(id) ?? { text: data.TEXT.replace('order_total', id), hash: 1 };
    const checked = check(kept.text, known.errors > 0);
    return {
      id,
      file: known.file,
      text: kept.text,
      hash: `h${kept.hash}`,
      description: known.intent,
      inputs: data.INPUTS,
      types: data.TYPES,
      testCases: [{ name: 'three_lines_not_a_member', inputs: data.CASE }],
      ...checked,
    };
  };
  const check = (text: string, broken = false) => {
    const line = text.split('\n').findIndex((one) => one.includes('unknown_operation')) + 1;
    const at = line > 0 ? line : broken ? 38 : 0;
    const diagnostics =
      at > 0
        ? [
            {
              code: 'unknown-operation',
              severity: 'error' as const,
              message: 'There is no operation validatoin.',
              suggestion: 'Did you mean validation?',
              range: { line: at, column: 16, endLine: at, endColumn: 28 },
            },
          ]
        : [];
    return at > 0
      ? { diagnostics, outline: null, generated: null }
      : {
          diagnostics,
          outline: data.OUTLINE,
          generated: { file: 'order_total.py', text: data.PYTHON, lines: data.PYTHON_LINES },
        };
  };
  const session = (id: string): Session => {
    const known = sessions.get(id);
    if (known) return known;
    const run = data.RUNS.find((one) => one.comparison === id);
    if (!run && !id.startsWith('run-'))
      throw new ApiError('not_found', `There is no comparison ${id} in this workspace's store.`);
    const stored = new Session(id, null);
    sessions.set(id, stored);
    return stored;
  };

  return {
    workspace: {
      view: () => workspace.value,
      watch: () => workspace.watch(),
      trust: async () => workspace.set({ ...workspace.value, trusted: true }),
      open: async (folder) =>
        workspace.set({ ...workspace.value, folder, name: folder.split('/').at(-1) ?? folder }),
      recent: () => ['/home/ada/shop', '/home/ada/billing'],
    },
    nodes: {
      read: async (node) => detail(node),
      check: async (_node, text) => check(text),
      save: async (node, text, baseHash) => {
        if (detail(node).hash !== baseHash)
          throw new ApiError('conflict', `nodes/${node}.vsp was changed by another program.`);
        texts.set(node, { text, hash: Number(baseHash.slice(1)) + 1 });
        return detail(node);
      },
      create: async (file) => {
        const id = file.replace(/^.*\//, '').replace(/\.vsp$/, '');
        workspace.set({
          ...workspace.value,
          nodes: [...workspace.value.nodes, { id, file, intent: id, errors: 0, warnings: 0, last: null }],
        });
        return detail(id);
      },
      complete: async (_node, _text, line, column) => [
        {
          label: 'operation',
          kind: 'field',
          detail: 'what the step does',
          documentation: 'One of the operations of the language.',
          insertText: 'operation: ',
          snippet: false,
          range: { line, column, endLine: line, endColumn: column },
        },
      ],
      hover: async (_node, _text, line) => ({
        text: 'Runs `round_tax` of this workspace on each path.',
        range: { line, column: 1, endLine: line, endColumn: 40 },
      }),
      source: async (file) => ({ file, text: file.endsWith('.py') ? data.HANDLER_PY : data.HANDLER_JS }),
    },
    sessions: {
      start: async ({ stopOnEntry, node }) => {
        if (!workspace.value.trusted) throw new ApiError('not_trusted', 'This workspace is not trusted yet.');
        if (node === 'sales_report')
          throw new ApiError('invalid', 'sales_report.vsp has 2 errors: mend them first.');
        started += 1;
        const id = `live-${started}`;
        sessions.set(id, new Session(id, stopOnEntry ? 0 : data.DIVERGED_ROW));
        return id;
      },
      command: async (id, command) => session(id).command(command),
    },
    comparisons: {
      list: ({ node, limit, before }) => {
        const all = data.RUNS.filter((run) => !node || run.node === node);
        const from = before ? all.findIndex((run) => run.comparison === before) + 1 : 0;
        return all.slice(from, from + limit);
      },
      view: async (id) => session(id).feed.value,
      watch: (id) => session(id).feed.watch(),
      rows: async (id, from, count) =>
        data.ROWS.slice(from, Math.min(from + count, session(id).feed.value.rows)),
      detail: async (_id, row) => rowDetail(row),
      sources: async () => ({
        node: { file: 'nodes/order_total.vsp', text: data.TEXT, outline: data.OUTLINE },
        generated: { file: 'order_total.py', text: data.PYTHON, lines: data.PYTHON_LINES },
        handlers: [
          { name: 'round_tax', file: 'handlers/round_tax.py', path: 'reference', text: data.HANDLER_PY },
          { name: 'round_tax', file: 'handlers/round_tax.mjs', path: 'direct', text: data.HANDLER_JS },
        ],
      }),
    },
  };
}

/** A live comparison that moves through the recorded rows, or a stored one (`at` null). */
class Session {
  readonly feed: Feed<ComparisonView>;
  private readonly id: string;

  constructor(id: string, at: number | null) {
    this.id = id;
    this.feed = feed(
      this.view(
        at ?? data.ROWS.length - 1,
        at === null ? null : 'stopped',
        at === 0 ? 'entry' : 'divergence',
      ),
    );
  }

  command({ kind }: SessionCommand): void {
    const at = this.feed.value.at;
    const last = data.ROWS.length - 1;
    const to = {
      over: at + 1 + (data.ROWS[at]?.descendants ?? 0),
      into: at + 1,
      out: at + 1,
      continue: at < data.DIVERGED_ROW ? data.DIVERGED_ROW : last,
      back: at - 1,
      restart: 0,
      stop: at,
      pause: at,
    }[kind];
    const next = Math.max(0, Math.min(to, last));
    const ended = kind === 'stop' || next === last;
    this.feed.set(
      this.view(
        next,
        ended ? 'ended' : 'stopped',
        next === data.DIVERGED_ROW ? 'divergence' : next === 0 ? 'entry' : 'step',
      ),
    );
  }

  private view(at: number, state: SessionState | null, reason: StopReason): ComparisonView {
    const step = data.ROWS[at]?.step ?? '';
    const path = (name: PathName): PathView => ({
      trace: `${this.id}-${name}`,
      runtime: name === 'reference' ? 'CPython 3.11.7' : 'interpreter',
      state: state === 'stopped' ? 'waiting' : 'completed',
      step,
      occ: '0',
      line: null,
      events: 3 + at * 3,
      durationUs: (data.ROWS[at]?.[name]?.startUs ?? 0) + (data.ROWS[at]?.[name]?.durationUs ?? 0),
      success: state === 'stopped' ? null : name === 'reference',
      outputs:
        state !== 'stopped' && name === 'reference'
          ? { total: data.dec('127.06'), tax: data.dec('8.86') }
          : null,
      error:
        state !== 'stopped' && name === 'direct'
          ? {
              code: 'effect_diverged',
              message: 'record_order asked for something else than the reference path',
              fields: {},
            }
          : null,
    });
    const rows = state === 'stopped' ? at + 1 : data.ROWS.length;
    return {
      id: this.id,
      node: 'order_total',
      hash: 'ab12',
      file: 'nodes/order_total.vsp',
      inputs: data.CASE,
      effects: 'share',
      startedAt: Date.now(),
      paths: { reference: path('reference'), direct: path('direct') },
      rows,
      at: state === null ? data.DIVERGED_ROW : at,
      divergences: data.DIVERGENCES.filter((one) => one.row < rows),
      live:
        state === null
          ? null
          : { state, reason: state === 'ended' ? 'end' : reason, detail: '', canStepBack: at > 0 },
    };
  }
}

function rowDetail(row: number): RowDetail {
  const current = data.ROWS[row];
  const same = (name: string, value: ReturnType<typeof data.dec>, changed = false) => ({
    name,
    reference: value,
    direct: value,
    status: 'equal' as const,
    changed,
  });
  const diverged = row >= data.DIVERGED_ROW;
  const frame = (file: string) => [
    { name: current?.name ?? '', node: 'order_total', file, line: 71 },
    ...(current?.depth
      ? [{ name: 'price_lines', node: 'order_total', file: 'nodes/order_total.vsp', line: 43 }]
      : []),
  ];
  return {
    row,
    variables: [
      ...(diverged
        ? [
            {
              name: 'tax',
              reference: data.dec('8.86'),
              direct: data.dec('8.87'),
              status: 'differs' as const,
              changed: row === data.DIVERGED_ROW,
            },
          ]
        : []),
      same('subtotal', data.dec('118.20')),
      same('tax_rate', data.dec('0.075')),
      same('lines', [data.dec('39.40'), data.dec('49.90'), data.dec('28.90')]),
      same('items', data.CASE.items),
      same('is_member', false),
      same('order_id', 'ord_7Q2mZ41x'),
      same('placed_at', { $timestamp: '2025-01-08T10:00:00.000000Z' }),
      {
        name: 'rate_used',
        reference: data.dec('1.0'),
        direct: data.dec('1.00'),
        status: 'representation',
        changed: false,
      },
      same('card', { $fingerprint: '9f3a71c2' }),
    ],
    contracts: [
      {
        kind: 'invariant',
        text: 'tax >= 0',
        step: 'compute_tax',
        reference: { verdict: 'held', parts: [{ text: 'tax', value: data.dec('8.86') }] },
        direct: { verdict: 'held', parts: [{ text: 'tax', value: data.dec('8.87') }] },
      },
      {
        kind: 'invariant',
        text: 'subtotal == SUM(lines)',
        step: 'sum_lines',
        reference: {
          verdict: 'held',
          parts: [
            { text: 'subtotal', value: data.dec('118.20') },
            { text: 'SUM(lines)', value: data.dec('118.20') },
          ],
        },
        direct: {
          verdict: 'held',
          parts: [
            { text: 'subtotal', value: data.dec('118.20') },
            { text: 'SUM(lines)', value: data.dec('118.20') },
          ],
        },
      },
      {
        kind: 'precondition',
        text: 'customer.active',
        step: '',
        reference: { verdict: 'unknown', parts: [] },
        direct: { verdict: 'unknown', parts: [] },
      },
    ],
    effects: [
      {
        key: 'load_prices@0#0',
        type: 'database',
        summary: 'SELECT sku, price FROM prices',
        reference: {
          request: { sql: 'SELECT sku, price FROM prices', parameters: [] },
          answer: { rows: [{ sku: 'mug', price: data.dec('39.40') }], changes: 0 },
          ok: true,
          source: 'performed',
          attempts: [{ outcome: 'ok', durationUs: 800, detail: '' }],
        },
        direct: {
          request: { sql: 'SELECT sku, price FROM prices', parameters: [] },
          answer: { rows: [{ sku: 'mug', price: data.dec('39.40') }], changes: 0 },
          ok: true,
          source: 'shared',
          attempts: [],
        },
      },
    ],
    stack: { reference: frame('order_total.py'), direct: frame('nodes/order_total.vsp') },
    events: {
      reference: [
        { index: 24, kind: 'step_entered', text: 'custom.round_tax' },
        { index: 25, kind: 'handler_called', text: 'round_tax(amount: 118.20, rate: 0.075)' },
        { index: 26, kind: 'assigned', text: 'tax = 8.86' },
      ],
      direct: [
        { index: 24, kind: 'step_entered', text: 'custom.round_tax' },
        { index: 25, kind: 'handler_called', text: 'round_tax(amount: 118.20, rate: 0.075)' },
        { index: 26, kind: 'assigned', text: 'tax = 8.87' },
      ],
    },
  };
}

/** A value that can be watched. */
interface Feed<T> {
  readonly value: T;
  set(value: T): T;
  watch(): AsyncIterable<T>;
}

function feed<T>(first: T): Feed<T> {
  let value = first;
  const waiting = new Set<() => void>();
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      for (const wake of waiting) wake();
      waiting.clear();
      return next;
    },
    async *watch() {
      for (;;) {
        const seen = value;
        yield seen;
        if (value === seen) await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
  };
}
