import { expect, test } from 'vitest';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import { chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import type { AttemptStart, CallEvent } from '../contract.ts';
import type { Send } from './lane.ts';
import { LaneRun } from './lane-run.ts';
import { reportFile } from './run-report.ts';

const request = chatRequestSchema.parse({
  messages: [{ role: 'user', content: 'hi' }],
  parameters: { seed: 7 },
  responseFormat: { type: 'json_schema', schema: { type: 'object', required: ['a'] } },
});
const options = {
  name: 'test',
  request,
  targets: ['openai/gpt-4.1', 'anthropic/claude-sonnet-4-5'],
  policy: 'warn',
} as const;
const targets = options.targets.map((name) => findTarget(providerRegistry(), name) as Target);
const run = (send: Send) =>
  new LaneRun(options, targets, { send, newId: (prefix) => `${prefix}_1`, now: () => 5 });

function begin(target: Target): AttemptStart {
  const { url, headers, wire, losses, score } = transformRequest(request, target);
  return { index: 0, target: '', startedMs: 0, wire: { url, headers, body: wire }, losses, score };
}

const ANSWER_LOSS: Loss = {
  class: 'quantised',
  path: '/answer',
  before: 1,
  after: 2,
  severity: 'high',
  explicit: false,
  reason: 'Digits.',
  source: null,
};

const delta = (atMs: number, text: string, candidate = 0): CallEvent => ({
  type: 'part',
  attempt: 0,
  atMs,
  part: { type: 'delta', candidate, part: 0, text },
});

test('lanes end each on its own: answered with cost and checks, cut off with what had come', async () => {
  const send: Send = async function* (_, target) {
    const attempt = begin(target);
    yield { type: 'attempt', attempt, restarted: false };
    yield {
      type: 'part',
      attempt: 0,
      atMs: 3,
      part: { type: 'part_start', candidate: 0, part: 0, value: { type: 'text', text: '' } },
    };
    yield delta(4, '{"b"');
    const response = {
      candidates: [{ content: [{ type: 'text' as const, text: '{"b":1}' }] }],
      usage: { input: 1000, output: 100 },
    };
    if (target.provider.id === 'openai') {
      yield delta(6, ':1}');
      yield {
        type: 'done',
        outcome: {
          ok: true,
          response,
          target: '',
          attempts: [],
          losses: attempt.losses,
          answerLosses: [ANSWER_LOSS],
          score: 88,
        },
      };
    } else
      yield {
        type: 'done',
        outcome: {
          ok: false,
          error: { code: 'stream_interrupted', message: 'It broke off.' },
          partial: { candidates: [{ content: [{ type: 'text', text: '{"b"' }] }] },
          attempts: [],
        },
      };
  };
  const view = await run(send).finished;
  const [answered, broken] = view.lanes;
  expect(answered).toMatchObject({
    state: 'done',
    firstMs: 4,
    score: 88,
    stream: [
      [4, '{"b"'],
      [6, ':1}'],
    ],
  });
  expect(answered?.violations[0]?.keyword).toBe('required');
  expect(answered?.cost?.total).toBeCloseTo(0.0028, 6);
  expect(broken).toMatchObject({ state: 'failed', error: { code: 'stream_interrupted' }, cost: null });
  expect(broken?.response?.candidates[0]?.content).toEqual([{ type: 'text', text: '{"b"' }]);
  expect(view.verdict?.differences.map(({ path }) => path)).toContain('/parameters/seed');
  expect(view.ended).toBe(true);

  const { text } = reportFile(view, 'markdown');
  expect(text).toContain('Not comparable as run');
  expect(text).toContain('It broke off.');
  expect(text).toMatch(/\| \S+ against \S+: where \|/);
  expect(text).toContain('| left open |');
  expect(text).toContain('(high) /answer: 1 → 2');
  expect(JSON.parse(reportFile(view, 'json').text)).toEqual(JSON.parse(JSON.stringify(view)));
});

test('of several answers the first is the stream, and all are told and held against each other', async () => {
  const send: Send = async function* (_, target) {
    const attempt = begin(target);
    yield { type: 'attempt', attempt, restarted: false };
    for (const candidate of [0, 1])
      yield {
        type: 'part',
        attempt: 0,
        atMs: 2,
        part: { type: 'part_start', candidate, part: 0, value: { type: 'text', text: '' } },
      };
    yield delta(3, 'x', 1);
    yield delta(4, 'a');
    yield delta(5, 'y', 1);
    const second = target.provider.id === 'openai' ? 'xy' : 'xyz';
    const candidates = ['a', second].map((text) => ({ content: [{ type: 'text' as const, text }] }));
    const { losses } = attempt;
    const outcome = { ok: true, response: { candidates }, target: '', attempts: [], losses } as const;
    yield { type: 'done', outcome: { ...outcome, answerLosses: [], score: 100 } };
  };
  const view = await run(send).finished;
  expect(view.lanes[0]).toMatchObject({ firstMs: 3, stream: [[4, 'a']] });
  const { text } = reportFile(view, 'markdown');
  expect(text).toContain('Answer 2:\n\n```\nxyz\n```');
  expect(text).toContain('| answer 2: text | "xy" | "xyz" |');
});

test('the first token of an answer without text is counted from the beginning of the call, once', async () => {
  const send: Send = async function* (_, target) {
    const attempt = { ...begin(target), startedMs: 40 };
    yield { type: 'attempt', attempt, restarted: false };
    yield {
      type: 'attempt_end',
      attempt: { ...attempt, firstPartMs: 46, endedMs: 50, answerLosses: [], bytes: 9 },
    };
  };
  for (const { firstMs, totalMs } of (await run(send).finished).lanes)
    expect([firstMs, totalMs]).toEqual([46, 50]);
});

test('one lane is cancelled, and the others go on', async () => {
  const opened = Promise.withResolvers<void>();
  const send: Send = async function* (_, target, signal) {
    yield { type: 'attempt', attempt: begin(target), restarted: false };
    if (target.provider.id === 'anthropic') {
      if (!signal.aborted)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return;
    }
    await opened.promise;
    yield {
      type: 'done',
      outcome: {
        ok: true,
        response: { candidates: [] },
        target: '',
        attempts: [],
        losses: [],
        answerLosses: [],
        score: 1,
      },
    };
  };
  const live = run(send);
  let told = 0;
  live.subscribe(() => told++);
  live.cancel('anthropic/claude-sonnet-4-5');
  opened.resolve();
  expect((await live.finished).lanes.map(({ state }) => state)).toEqual(['done', 'cancelled']);
  expect(told).toBeGreaterThan(2);
});

test('a request is streamed unless it says otherwise, and is shown as it was written', async () => {
  const seen: unknown[] = [];
  const send: Send = async function* (sent) {
    seen.push(sent.stream);
    yield { type: 'done', outcome: { ok: false, error: { code: 'server', message: '' }, attempts: [] } };
  };
  expect((await run(send).finished).request.stream).toBeUndefined();
  expect(seen).toEqual([true, true]);
});
