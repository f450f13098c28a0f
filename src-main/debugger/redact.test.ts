import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../shared/node/program.ts';
import type { EffectAnswer, EffectRequest, TraceEvent } from '../../shared/trace/event.ts';
import { assign, eventsOf, plainProgram, scripted, type Told } from '../../test/support/debug-fixtures.ts';
import { fingerprint, loadFingerprintKey } from './fingerprint.ts';
import { Redactor } from './redact.ts';
import { runComparison } from './run.ts';

const key = new Uint8Array(32).fill(7);
const CARD = '4242424242424242';

function sensitive(paths: string[], variables: string[] = [], steps: string[] = []): Program {
  const program = plainProgram();
  return { ...program, security: { ...program.security, sensitive: { paths, variables, steps } } };
}

function redacted(program: Program, told: readonly Told[]): readonly TraceEvent[] {
  return new Redactor(key, new Map([[program.id, program]])).events(eventsOf(told));
}

const bound = (values: Extract<TraceEvent, { kind: 'inputs_bound' }>['values']): Told => [
  '',
  '',
  { kind: 'inputs_bound', node: 'plain_v1', values },
];
const ask = (step: string, parameters: Record<string, string>): Told => [
  step,
  '0',
  {
    kind: 'effect_requested',
    effect: 0,
    request: {
      type: 'http',
      provider: 'stripe',
      url: `https://api/${CARD}?q=a`,
      endpoint: `/cards/${CARD}`,
      method: 'POST',
      parameters,
      headers: { Authorization: `Basic ${Buffer.from(CARD).toString('base64')}` },
      timeoutMs: null,
      retry: null,
      breakers: [],
    },
  },
];

const said = (text: string) => ({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] });
const askModel = (text: string): EffectRequest => ({
  type: 'llm',
  operation: 'chat',
  targets: ['demo/m'],
  route: 'primary',
  losses: 'warn',
  request: said(text),
  timeoutMs: null,
  retry: null,
  breakers: [],
});
const modelAnswer = (text: string): EffectAnswer => ({
  ok: true,
  value: { target: 'demo/m', response: said(text) },
  attempts: [{ startedUs: 0, durationUs: 1, outcome: 'ok', detail: '200' }],
  calls: [
    {
      target: 'demo/m',
      url: 'http://127.0.0.1/chat',
      headers: {},
      body: said(text),
      status: 200,
      headersUs: 1,
      firstPartUs: null,
      bytes: 2,
      losses: [{ path: '/messages/0/content/0/text', before: text }],
      score: 100,
      answerLosses: [],
    },
  ],
  source: 'performed',
});

describe('what is hidden', () => {
  test('declared paths, through lists and records, with the rest in sight', () => {
    const [event] = redacted(sensitive(['user.card', 'pins.code']), [
      bound([
        ['user', { name: 'Ada', card: CARD }],
        [
          'pins',
          [
            { code: 12, at: 1 },
            { code: 13, at: 2 },
          ],
        ],
      ]),
    ]);
    expect(event).toMatchObject({
      values: [
        ['user', { name: 'Ada', card: fingerprint(key, CARD) }],
        [
          'pins',
          [
            { code: fingerprint(key, 12), at: 1 },
            { code: fingerprint(key, 13), at: 2 },
          ],
        ],
      ],
    });
  });

  test('a known value wherever it turns up: leaves, texts, escaped, encoded, in requests, answers, errors and notes', () => {
    const secret = 'sécret "x" 1/2';
    const spellings = [
      secret,
      JSON.stringify(secret),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      secret.toUpperCase(),
    ];
    const events = redacted(sensitive(['token', 'card']), [
      bound([
        ['token', secret],
        ['card', CARD],
      ]),
      ...assign('a', 'copy', { deep: [`${secret}`, `before ${CARD} after`], [`k ${CARD}`]: 1 }),
      ...assign('b', 'spellings', spellings),
      ask('c', { number: CARD, note: `paid with ${CARD}` }),
      [
        'c',
        '0',
        {
          kind: 'effect_answered',
          effect: 0,
          answer: {
            ok: false,
            error: { code: 'http_4xx', message: `bad card ${CARD}`, fields: { card: CARD } },
            attempts: [{ startedUs: 0, durationUs: 1, outcome: 'x', detail: `POST /cards/${CARD}` }],
            source: 'performed',
          },
        },
      ],
      ['d', '0', { kind: 'effect_requested', effect: 0, request: askModel(`Is ${CARD} mine?`) }],
      ['d', '0', { kind: 'effect_answered', effect: 0, answer: modelAnswer(`Is ${CARD} mine?`) }],
      ['c', '0', { kind: 'error_raised', error: { code: 'x', message: CARD, fields: {} } }],
      ['', '', { kind: 'note', code: 'n', message: CARD }],
      [
        '',
        '',
        {
          kind: 'result',
          outcome: { success: false, error: { code: 'x', message: `${CARD}`, fields: { seen: [CARD] } } },
        },
      ],
    ]);
    const text = JSON.stringify(events);
    for (const spelling of [CARD, Buffer.from(CARD).toString('base64').replace(/=+$/, ''), ...spellings]) {
      expect(text).not.toContain(spelling);
      expect(text).not.toContain(JSON.stringify(spelling).slice(1, -1));
    }
    expect(text).toContain('before •••');
  });

  test('what a step binds while it lasts, and what a handler makes and says of what it was given', () => {
    const program = sensitive(['card'], [], ['l', 'h']);
    const redactor = new Redactor(key, new Map([[program.id, program]]));
    const message = 'h: no card begins with 4242';
    const error = { code: 'handler_error', message, fields: {} };
    const events = redactor.events(
      eventsOf([
        bound([['card', CARD]]),
        ['l', '0', { kind: 'iteration', index: 0, name: 'part', value: '4242' }],
        ['l', '0', { kind: 'bound', name: 'query_result', value: { of: '4242', n: 4242 } }],
        ['h', '0', { kind: 'handler_called', handler: 'h', parameters: [['part', '4242']] }],
        ['h', '0', { kind: 'error_raised', error }],
        ['', '', { kind: 'result', outcome: { success: false, error } }],
      ]),
    );
    expect(JSON.stringify(events)).not.toContain('4242');
    const line = { file: 'handlers/h.py', line: 2, locals: [['first', "'4242'"] as const] };
    expect(redactor.line(line).locals).toEqual([['first', expect.stringMatching(/^•••[0-9a-f]{4}$/)]]);
    redactor.events(eventsOf([['m', '0', { kind: 'handler_called', handler: 'm', parameters: [] }]]));
    expect(redactor.line(line).locals).toEqual(line.locals);
  });

  test('derived variables and what their steps ask, are told, decide and call', () => {
    const program = sensitive([], ['a'], ['b']);
    const events = redacted(program, [
      bound([['amount', 10]]),
      ...assign('a', 'a', { $decimal: '1234.50' }),
      [
        'b',
        '0',
        {
          kind: 'handler_called',
          handler: 'h',
          parameters: [
            ['x', 'plain text'],
            ['ok', true],
          ],
        },
      ],
      [
        'b',
        '0',
        {
          kind: 'guard',
          index: 0,
          value: true,
          probes: [
            [0, 'plain text'],
            [1, false],
          ],
        },
      ],
      [
        'b',
        '0',
        {
          kind: 'effect_requested',
          effect: 0,
          request: {
            type: 'database',
            database: null,
            sql: 'SELECT ?',
            parameters: ['plain text'],
            rows: true,
          },
        },
      ],
      [
        'b',
        '0',
        {
          kind: 'effect_answered',
          effect: 0,
          answer: {
            ok: true,
            value: { rows: [{ name: 'plain text' }], changes: 0 },
            attempts: [],
            source: 'performed',
          },
        },
      ],
      ...assign('c', 'c', 'plain text'),
    ]);
    const hidden = fingerprint(key, 'plain text');
    expect(events[2]).toMatchObject({ value: fingerprint(key, { $decimal: '1234.5' }) });
    expect(events.slice(4, 8)).toMatchObject([
      {
        parameters: [
          ['x', hidden],
          ['ok', true],
        ],
      },
      {
        value: true,
        probes: [
          [0, hidden],
          [1, false],
        ],
      },
      { request: { sql: 'SELECT ?', parameters: [hidden] } },
      { answer: { value: { rows: [{ name: hidden }], changes: 0 } } },
    ]);
    // Only what is declared or derived is hidden, not every value that a hidden step has seen.
    expect(events[9]).toMatchObject({ value: 'plain text' });
  });

  test('short values are hidden where they are declared and nowhere else', () => {
    const events = redacted(sensitive(['pin']), [
      bound([
        ['pin', 123],
        ['n', 123],
      ]),
    ]);
    expect(events[0]).toMatchObject({
      values: [
        ['pin', fingerprint(key, 123)],
        ['n', 123],
      ],
    });
  });

  test('nothing where nothing is declared: the very same events', () => {
    const redactor = new Redactor(key, new Map([['plain_v1', plainProgram()]]));
    const events = eventsOf([bound([['card', CARD]])]);
    expect(redactor.events(events)).toBe(events);
  });

  test('databases that hold a value are recognised', () => {
    const program = sensitive(['card']);
    const redactor = new Redactor(key, new Map([[program.id, program]]));
    redactor.events(eventsOf([bound([['card', CARD]])]));
    expect(redactor.reveals(Buffer.from(`....${CARD}....`))).toBe(true);
    expect(redactor.reveals(Buffer.from('nothing here'))).toBe(false);
  });
});

test('fingerprints of equal values are equal, of others not, and depend on the key', () => {
  expect(fingerprint(key, { $decimal: '1.0' })).toEqual(fingerprint(key, 1));
  expect(fingerprint(key, '1')).not.toEqual(fingerprint(key, 1));
  expect(fingerprint(key, 'a')).toEqual({ $fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(fingerprint(new Uint8Array(32), 'a')).not.toEqual(fingerprint(key, 'a'));
  expect(fingerprint(key, null)).toBeNull();
});

test('the key is made once, for its owner only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-key-'));
  try {
    const made = loadFingerprintKey(join(folder, 'user'));
    expect(made).toHaveLength(32);
    expect(loadFingerprintKey(join(folder, 'user'))).toEqual(made);
    expect(statSync(join(folder, 'user', 'fingerprint.key')).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a difference between hidden values is found, and told without them', async () => {
  const program = sensitive(['card'], ['masked']);
  const flow = (value: string): TraceEvent[] =>
    eventsOf([
      ['', '', { kind: 'run_started', node: program.id, hash: 'h', inputs: { card: CARD } }],
      bound([['card', CARD]]),
      ...assign('a', 'masked', value),
      ['', '', { kind: 'result', outcome: { success: true, outputs: {} } }],
    ]);
  const given = scripted(
    program,
    { events: flow(`${CARD} one`) },
    { events: flow(`${CARD} two`) },
    { inputs: { card: CARD } },
  );
  const result = await runComparison(given.deps, given.options);
  expect(result.divergences).toMatchObject([
    { path: 'masked', reference: { $fingerprint: expect.any(String) } },
  ]);
  const stored = ['reference', 'direct'].map((path) =>
    given.store.events(result.paths[path as 'reference']?.trace ?? '', 0, 99),
  );
  expect(JSON.stringify([result, stored, given.store.comparisons({ limit: 9 })])).not.toContain(CARD);
});
