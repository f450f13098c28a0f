import type { ChatRequest } from '../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../shared/llm/providers/registry.ts';
import { transformRequest } from '../shared/llm/transform/transform.ts';
import { type Bench, type Measurement, quantile } from './bench.ts';

const TARGETS = [
  'openai/gpt-4.1',
  'anthropic/claude-sonnet-4-5',
  'gemini/gemini-2.5-pro',
  'mistral/mistral-large-latest',
];

/** A conversation of turns with tools, of about so many bytes. */
function requestOf(bytes: number): ChatRequest {
  const messages: ChatRequest['messages'] = [
    { role: 'system', content: [{ type: 'text', text: 'You answer questions about orders.' }] },
  ];
  for (let i = 0, size = 0; size < bytes; i++) {
    const turn: ChatRequest['messages'] = [
      { role: 'user', content: [{ type: 'text', text: `Where is order A-${i}? ${'word '.repeat(200)}` }] },
      {
        role: 'assistant',
        content: [
          { type: 'tool_call', id: `call_${i}`, name: 'find_order', arguments: `{"order":"A-${i}"}` },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool_result',
            callId: `call_${i}`,
            content: [{ type: 'text', text: '{"state":"packed"},'.repeat(50) }],
          },
        ],
      },
    ];
    messages.push(...turn);
    size += JSON.stringify(turn).length;
  }
  return {
    messages,
    tools: [
      { name: 'find_order', parameters: { type: 'object', properties: { order: { type: 'string' } } } },
    ],
    toolChoice: { type: 'auto' },
    parameters: { temperature: 1.3, seed: 3, stop: ['END'], maxOutputTokens: 800 },
  };
}

const SIZES = [
  { name: '10 KB', bytes: 10_000, rounds: 2000, atMost: 1 },
  { name: '1 MB', bytes: 1_000_000, rounds: 1000, atMost: 10 },
] as const;

/** One of several works that are measured together. */
interface Lap {
  readonly work: () => unknown;
  /** Milliseconds of each round. */
  readonly times: number[];
}

function lap(work: () => unknown): Lap {
  return { work, times: [] };
}

const TURNS = 10;

/** All laps in turns, after a tenth of their rounds to warm up: what else the machine does falls on all of them alike. */
function runInTurns(laps: readonly Lap[], rounds: number): void {
  for (const { work } of laps) for (let round = 0; round < rounds / 10; round++) work();
  for (let turn = 0; turn < TURNS; turn++)
    for (const { work, times } of laps)
      for (let round = 0; round < rounds / TURNS; round++) {
        const started = performance.now();
        work();
        times.push(performance.now() - started);
      }
}

export const llm: Bench = {
  name: 'llm',
  run: async () => {
    const registry = providerRegistry();
    const measurements: Measurement[] = [];
    for (const { name, bytes, rounds, atMost } of SIZES) {
      const request = requestOf(bytes);
      const text = JSON.stringify(request);
      const json = lap(() => JSON.stringify(JSON.parse(text)));
      const transforms = TARGETS.map((target) => {
        const found = findTarget(registry, target);
        if (typeof found === 'string') throw new Error(found);
        // The losses are found out when they are asked for.
        return { target, ...lap(() => transformRequest(request, found).losses) };
      });
      runInTurns([json, ...transforms], rounds);
      const usual = quantile(json.times, 0.5);
      measurements.push({
        name: `JSON.parse and JSON.stringify, ${name}, p99`,
        value: quantile(json.times, 0.99),
        unit: 'ms',
        note: `what the machine takes to read and write the same request, in turns; median ${usual.toFixed(2)} ms`,
      });
      for (const { target, times } of transforms) {
        const median = quantile(times, 0.5);
        measurements.push({
          name: `transform and report, ${name}, to ${target}, p99`,
          value: quantile(times, 0.99),
          unit: 'ms',
          target: { atMost },
          note: `${rounds} times; ${request.messages.length} messages`,
        });
        measurements.push({
          name: `transform and report, ${name}, to ${target}, median`,
          value: median / usual,
          unit: '× JSON',
          note: `${median.toFixed(2)} ms`,
        });
      }
    }
    return measurements;
  },
};
